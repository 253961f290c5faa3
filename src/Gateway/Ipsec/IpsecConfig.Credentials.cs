using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Gateway.Ipsec;

/// <content>How one peer and we prove who we are.</content>
public sealed partial record IpsecConfig
{
    /// <summary>
    /// How we and one peer prove who we are to each other: by a key that both have, or by
    /// certificates, each side in its own way (RFC 7296 §2.15). Files alone stand here.
    /// </summary>
    public sealed record Credentials
    {
        /// <summary>A file with the key that both have: its octets, without line ends behind them;
        /// null: none.</summary>
        public string? Psk { get; init; }

        /// <summary>Our certificate in PEM, and behind it the authorities between it and one that
        /// the peer trusts; null: the shared key proves us.</summary>
        public string? Certificate { get; init; }

        /// <summary>The private key of our certificate: PKCS #8 in PEM, not encrypted.</summary>
        public string? Key { get; init; }

        /// <summary>The authorities that may vouch for the peer, in PEM, each signed by itself;
        /// null: none.</summary>
        public string? Authority { get; init; }

        /// <summary>The one certificate of the peer that is taken, in PEM, whoever has signed it;
        /// null: any that an authority vouches for.</summary>
        public string? PeerCertificate { get; init; }

        /// <summary>How we sign where our key is of RSA: <c>pss</c>, or <c>pkcs1</c> for peers that
        /// know no other; pss where it is not set.</summary>
        public string? RsaPadding { get; init; }

        /// <summary>Addresses of which the peer gets one (RFC 7296 §2.19), a prefix within its
        /// <c>child_sas</c>; others may have the same. Null: it brings its own.</summary>
        public string? Pool { get; init; }

        /// <summary>Whether the cluster asks the peer for an address (RFC 7296 §2.19), which is its
        /// end of all CHILD SAs with it, in place of what it protects.</summary>
        public bool TakesAddress { get; init; }

        /// <summary>Whether the member that reigns begins an IKE SA where there is none; else the
        /// peer begins.</summary>
        public bool Start { get; init; }

        /// <summary>Whether what this side begins is begun on port 4500, so that ESP goes in UDP
        /// where no NAT is either (RFC 7296 §2.23): the kernel carries many packets of UDP at the
        /// price of one.</summary>
        public bool Udp { get; init; }

        /// <summary>Whether this side opens connections of TCP to port 4500 of the peer, and all of
        /// IKE and ESP goes by them (RFC 9329): for networks where UDP does not pass.</summary>
        public bool Tcp { get; init; }

        /// <summary>Seconds until a CHILD SA is rekeyed, up to a tenth earlier, RFC 7296 §2.8; 0:
        /// never by age; 3 600 where it is not set.</summary>
        public int? RekeyAfter { get; init; }

        /// <summary>Seconds until an IKE SA is rekeyed, up to a tenth earlier; 0: never by age;
        /// 14 400 where it is not set.</summary>
        public int? IkeRekeyAfter { get; init; }

        /// <summary>Of a peer that speaks IKEv1: whether phase 1 is aggressive mode (RFC 2409 §5.1
        /// and §5.4), both what it begins and what this side begins. It tells names; with a shared
        /// key it lets whoever listens try keys at home, and with certificates this side signs for
        /// whoever asks. Main mode does neither, and finds the key by the peer's address.
        /// </summary>
        public bool Aggressive { get; init; }

        /// <summary>The key exchange that CHILD SAs get which this side begins or rekeys under an
        /// IKE SA (RFC 7296 §1.3), like <c>x25519</c>, and of a peer that speaks IKEv1 its group in
        /// quick modes (RFC 2409 §5.5), like <c>modp2048</c>; null: none. What the peer asks for is
        /// taken in any case.</summary>
        public string? Pfs { get; init; }

        /// <summary>Whether the peer has to prove itself by a certificate.</summary>
        internal bool MustSign => Authority is not null || PeerCertificate is not null;

        /// <summary>The same with paths that begin at a folder.</summary>
        internal Credentials From(string folder)
        {
            return this with
            {
                Psk = At(Psk),
                Certificate = At(Certificate),
                Key = At(Key),
                Authority = At(Authority),
                PeerCertificate = At(PeerCertificate),
            };

            string? At(string? path) => path is null ? null : Path.Combine(folder, path);
        }

        /// <summary>What is missing or too much; null: nothing.</summary>
        /// <param name="peer">The peer in the member's configuration.</param>
        internal string? Check(ClusterMemberConfig.Peer? peer) =>
            CheckProofs() ?? (Pool is null ? null : CheckPool(Pool, peer))
                ?? (TakesAddress && !Start
                    ? "takes_address: whoever gets an address begins; with start"
                    : null)
                ?? (peer is null ? null
                    : peer.Version == ClusterMemberConfig.IkeVersion.V1 ? CheckOld(peer)
                    : CheckNew());

        private string? CheckNew() =>
            Aggressive ? "aggressive: the peer speaks IKEv2, which has no such mode"
            : Pfs is { } exchange && IkeProposals.Check([exchange]) is { } unknown
                ? $"pfs: {unknown}"
            : null;

        /// <summary>What does not go with IKEv1; null: all does.</summary>
        internal string? CheckOld(ClusterMemberConfig.Peer peer) =>
            (Psk is null) != (Certificate is not null && MustSign)
                || (Psk is not null && (Certificate is not null || MustSign))
                ? "psk: with a peer that speaks IKEv1 both sides prove themselves in one way: by "
                    + "a shared key, or by certificate and key, and authority or peer_certificate"
            : RsaPadding is not null ? "rsa_padding: IKEv1 has but one"
            : Pool is not null ? "pool: a peer that speaks IKEv1 asks for no address"
            : TakesAddress ? "takes_address: a peer that speaks IKEv1 is asked for no address"
            : Udp ? "udp: what is begun with IKEv1 is begun on port 500"
            : Tcp ? "tcp: RFC 9329 is for IKEv2"
            : Psk is not null && !Aggressive && peer.Addresses.Count == 0
                ? "psk: main mode of IKEv1 finds the key by the address of the peer, which has "
                    + "none; give it addresses, or aggressive"
            : Pfs is { } group && !IkeProposals.Groups.Contains(group)
                ? $"pfs: '{group}' is no group of IKEv1; of "
                    + string.Join(", ", IkeProposals.Groups)
            : null;

        private string? CheckPool(string pool, ClusterMemberConfig.Peer? peer) =>
            !Prefix.TryParse(pool, out var prefix)
                ? $"pool: '{pool}' is no prefix; like 10.2.0.0/24"
            : AddressPool.Check(prefix) is { } wrong ? $"pool: {wrong}"
            : Start ? "pool: who gets an address asks for it, so it can't be begun by start"
            : peer is not null
                && !peer.ChildSas.Any(child => child.Remote.Any(one => one.Contains(prefix)))
                ? $"pool: {pool} is within none of the peer's child_sas"
            : null;

        private string? CheckProofs() =>
            Certificate is not null && Key is null ? "certificate: it needs a key"
            : Certificate is null && Key is not null ? "key: it needs a certificate"
            : Certificate is null && Psk is null
                ? "psk, or certificate and key: nothing proves us to the peer"
            : Psk is null && !MustSign
                ? "psk, authority or peer_certificate: nothing proves the peer"
            : Psk is not null && Certificate is not null && MustSign
                ? "psk: nobody uses it, both sides have certificates"
            : Authority is not null && PeerCertificate is not null
                ? "authority: nobody asks it, the certificate of the peer is known"
            : RsaPadding is not (null or "pss" or "pkcs1")
                ? $"rsa_padding: '{RsaPadding}'; pss or pkcs1"
            : null;
    }
}

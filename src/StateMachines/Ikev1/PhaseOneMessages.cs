using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Ike;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>Where messages of phase 1 become values, and values payloads.</summary>
public static partial class PhaseOneMessages
{
    /// <summary>The vendor ID of RFC 3947 §3.1: NATs are gone through as that RFC says.</summary>
    public static Octets NatTraversalId { get; } =
        Octets.FromHex("4a131c81070358455c5728f20e95452f");

    /// <summary>A message of ours.</summary>
    /// <param name="cookies">Both cookies; the responder's is 0 in the first message.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="id">The message ID; 0 in phase 1.</param>
    /// <param name="payloads">What it says.</param>
    public static IsakmpHeaderValue Message(
        IkeSpiPair cookies, IsakmpExchangeType exchange, MessageId id,
        Items<IsakmpPayloadValue> payloads) => new()
        {
            InitiatorSpi = cookies.Initiator,
            ResponderSpi = cookies.Responder,
            ExchangeType = exchange,
            MessageId = id,
            Payloads = payloads,
        };

    /// <summary>The exchange of a mode.</summary>
    public static IsakmpExchangeType ExchangeOf(PhaseOneMode mode) => mode switch
    {
        PhaseOneMode.Main => IsakmpExchangeType.IdentityProtection,
        PhaseOneMode.Aggressive => IsakmpExchangeType.Aggressive,
    };

    /// <summary>What a message says, as payloads in the order of RFC 2409 §5.</summary>
    public static Items<IsakmpPayloadValue> ToPayloads(
        PhaseOneMessage message, IkeSpiPair cookies)
    {
        ArgumentNullException.ThrowIfNull(message);
        var all = new List<IsakmpPayloadValue>();
        if (message.Proposals is { } proposals)
        {
            all.Add(Of(new IsakmpPayloadBody.Sa(proposals)));
        }

        if (message.Share.Length > 0)
        {
            all.Add(Of(new IsakmpPayloadBody.Ke(new() { Data = message.Share })));
        }

        if (message.Nonce.Length > 0)
        {
            all.Add(Of(new IsakmpPayloadBody.Nonce(new() { Data = message.Nonce })));
        }

        if (message.Identity.Length > 0)
        {
            all.Add(IdentityOf(message.Identity));
        }

        all.AddRange(message.Certificates.Select(CertificateOf));

        if (message.Proof.Length > 0)
        {
            all.Add(Of(new IsakmpPayloadBody.Hash(new() { Data = message.Proof })));
        }

        if (message.Signature.Length > 0)
        {
            all.Add(Of(new IsakmpPayloadBody.Signature(new() { Data = message.Signature })));
        }

        all.AddRange(message.Authorities.Select(RequestOf));
        all.AddRange(message.NatHashes.Select(hash =>
            Of(new IsakmpPayloadBody.NatDiscovery(new() { Hash = hash }))));
        if (message.Traits.HasFlag(PhaseOneTraits.DeadPeerDetection))
        {
            all.Add(VendorOf(DeadPeerDetection.VendorId));
        }

        if (message.Traits.HasFlag(PhaseOneTraits.NatTraversal))
        {
            all.Add(VendorOf(NatTraversalId));
        }

        if (message.Traits.HasFlag(PhaseOneTraits.Xauth))
        {
            all.Add(VendorOf(XauthMessages.VendorId));
        }

        if (message.IsInitialContact)
        {
            all.Add(NoticeOf(
                cookies, new IsakmpNotifyPayloadData.InitialContact(new FlagNotificationValue())));
        }

        if (message.Life is { } life)
        {
            all.Add(NoticeOf(
                cookies, new IsakmpNotifyPayloadData.ResponderLifetime(
                    new() { Attributes = life.ToPhaseOne() })));
        }

        return [.. all];
    }

    /// <summary>Reads a message in the clear; false: it does not parse, is encrypted, is of no
    /// exchange of phase 1, or has a payload twice.</summary>
    /// <param name="octets">The message.</param>
    /// <param name="header">Its header.</param>
    /// <param name="mode">How phase 1 is done.</param>
    /// <param name="message">What it says.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> octets, [NotNullWhen(true)] out IsakmpHeaderValue? header,
        out PhaseOneMode mode, [NotNullWhen(true)] out PhaseOneMessage? message)
    {
        message = null;
        mode = default;
        if (!IsakmpHeaderValue.TryParse(octets, out header, out _)
            || header.Payloads is not { } payloads || header.MessageId.Value != 0)
        {
            return false;
        }

        mode = header.ExchangeType == IsakmpExchangeType.Aggressive
            ? PhaseOneMode.Aggressive
            : PhaseOneMode.Main;
        if (header.ExchangeType != ExchangeOf(mode) || !TryRead(payloads, out message))
        {
            return false;
        }

        message = message with { SaBody = BodyIn(octets) };
        return true;
    }

    /// <summary>Reads payloads; false: one is there twice, or an identity is of a port.</summary>
    public static bool TryRead(
        Items<IsakmpPayloadValue> payloads, [NotNullWhen(true)] out PhaseOneMessage? message)
    {
        message = new();
        foreach (var payload in payloads)
        {
            var next = payload.Body switch
            {
                IsakmpPayloadBody.Sa(var sa) when message.Proposals is null =>
                    message with { Proposals = sa },
                IsakmpPayloadBody.Ke(var ke) when message.Share.Length == 0 =>
                    message with { Share = ke.Data },
                IsakmpPayloadBody.Nonce(var nonce) when message.Nonce.Length == 0 =>
                    message with { Nonce = nonce.Data },
                IsakmpPayloadBody.Id(var id)
                    when message.Identity.Length == 0 && IsOfPhaseOne(id) =>
                    message with { Identity = new(id.ToArray()) },
                IsakmpPayloadBody.Hash(var hash) when message.Proof.Length == 0 =>
                    message with { Proof = hash.Data },
                IsakmpPayloadBody.Signature(var signature) when message.Signature.Length == 0 =>
                    message with { Signature = signature.Data },
                IsakmpPayloadBody.Sa or IsakmpPayloadBody.Ke or IsakmpPayloadBody.Nonce
                    or IsakmpPayloadBody.Id or IsakmpPayloadBody.Hash
                    or IsakmpPayloadBody.Signature => null,
                IsakmpPayloadBody.Cert(var shown) => Shown(message, shown),
                IsakmpPayloadBody.CertRequest(var asked) => Asked(message, asked),
                IsakmpPayloadBody.NatDiscovery(var nat) when message.NatHashes.Count < NatsMax =>
                    message with { NatHashes = message.NatHashes.Add(nat.Hash) },
                IsakmpPayloadBody.VendorId(var vendor) =>
                    message with { Traits = message.Traits | TraitOf(vendor) },
                IsakmpPayloadBody.Notify(var notify) => Noted(message, notify),
                _ => message,
            };
            if (next is null)
            {
                message = null;
                return false;
            }

            message = next;
        }

        return true;
    }

    /// <summary>The hashes of both ends as NAT-D says them, RFC 3947 §3.2.</summary>
    public static Items<Octets> NatHashesOf(PhaseOneHash hash, IkeSpiPair cookies, Flow flow) =>
    [
        HashOf(hash, cookies, flow.Path.Remote, flow.RemotePort),
        HashOf(hash, cookies, flow.Path.Local, flow.LocalPort),
    ];

    /// <summary>Who is behind a NAT, by what a message says that came over a flow.</summary>
    public static NatSides NatSidesOf(
        Items<Octets> hashes, PhaseOneHash hash, IkeSpiPair cookies, Flow flow)
    {
        if (hashes.Count < 2)
        {
            return NatSides.None;
        }

        // RFC 3947 §3.2: first where it went, then each address that its sender may have.
        var ends = NatHashesOf(hash, cookies, flow);
        return (hashes[0] == ends[1] ? NatSides.None : NatSides.Local)
            | (hashes.Skip(1).Contains(ends[0]) ? NatSides.None : NatSides.Remote);
    }

    /// <summary>An identity as peers are known by it: a port that IKE is at says nothing of who it
    /// is, RFC 2407 §4.6.2, and IKEv2 has zeros there.</summary>
    /// <param name="identity">The body of an ID payload of phase 1.</param>
    public static Octets KnownAs(Octets identity) => identity.Length < 4
        ? identity
        : new([identity.Span[0], 0, 0, 0, .. identity.Span[4..]]);

    /// <summary>A notification that says all by its type.</summary>
    public static IsakmpNotifyPayloadValue Notice(IsakmpNotifyType type, Octets spi = default) =>
        new()
        {
            Doi = DomainOfInterpretation.Ipsec,
            ProtocolId = IsakmpProtocolId.Isakmp,
            Spi = spi,
            Data = new IsakmpNotifyPayloadData.Unknown(type, default),
        };

    /// <summary>A payload.</summary>
    internal static IsakmpPayloadValue Of(IsakmpPayloadBody body) => new() { Body = body };

    /// <summary>A payload of an identity; what does not parse is the identity of a key.</summary>
    internal static IsakmpPayloadValue IdentityOf(Octets body) =>
        Of(new IsakmpPayloadBody.Id(
            IsakmpIdPayloadValue.TryParse(body.Span, out var id, out _)
                ? id
                : new() { IdType = IsakmpIdType.KeyId, Data = body }));

    private const int NatsMax = 16;
    private const byte Udp = 17;

    private static IsakmpPayloadValue VendorOf(Octets id) =>
        Of(new IsakmpPayloadBody.VendorId(new() { VendorId = id }));

    private static IsakmpPayloadValue NoticeOf(IkeSpiPair cookies, IsakmpNotifyPayloadData data) =>
        Of(new IsakmpPayloadBody.Notify(new()
        {
            Doi = DomainOfInterpretation.Ipsec,
            ProtocolId = IsakmpProtocolId.Isakmp,
            Spi = InformationalMessages.ToOctets(cookies),
            Data = data,
        }));

    // RFC 2407 §4.6.2: no protocol and no port, or those of IKE; RFC 3947 §4 has moved the port.
    private static bool IsOfPhaseOne(IsakmpIdPayloadValue id) =>
        (id.ProtocolId, id.Port) is (0, 0) or (Udp, 0 or 500 or 4500);

    private static PhaseOneTraits TraitOf(IsakmpVendorIdPayloadValue vendor) =>
        vendor.VendorId == NatTraversalId ? PhaseOneTraits.NatTraversal
        : vendor.VendorId == XauthMessages.VendorId ? PhaseOneTraits.Xauth
        : vendor.VendorId.Length == DeadPeerDetection.VendorId.Length
            && vendor.VendorId.Span[..15].SequenceEqual(DeadPeerDetection.VendorId.Span[..15])
            ? PhaseOneTraits.DeadPeerDetection
        : PhaseOneTraits.None;

    private static PhaseOneMessage Noted(
        PhaseOneMessage message, IsakmpNotifyPayloadValue notify) => notify.Data switch
        {
            IsakmpNotifyPayloadData.InitialContact => message with { IsInitialContact = true },
            IsakmpNotifyPayloadData.ResponderLifetime(var said) =>
                message with { Life = SaLife.OfPhaseOne(said.Attributes) },
            _ => message,
        };

    /// <summary>The SA payload as it came, RESERVED included; empty: there is none.</summary>
    private static Octets BodyIn(ReadOnlySpan<byte> octets)
    {
        if (IsakmpHeader.TryParse(octets, out var header, out _))
        {
            foreach (var payload in header.Payloads)
            {
                if (payload.Type == IsakmpPayloadType.SecurityAssociation)
                {
                    return new(payload.Body);
                }
            }
        }

        return default;
    }

    private static Octets HashOf(
        PhaseOneHash hash, IkeSpiPair cookies, HostAddress address, ushort port)
    {
        Span<byte> octets = stackalloc byte[16];
        address.Write(octets);
        return new(NatDiscoveryHash.Compute(hash, cookies, octets[..address.Length], port));
    }
}

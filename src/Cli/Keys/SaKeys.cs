using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Cli.Keys;

/// <summary>How the packets of a CHILD SA carry others, RFC 4301 §4.1.</summary>
internal enum SaMode : byte
{
    /// <summary>Not told.</summary>
    Unknown,

    /// <summary>What follows the header is a transport protocol's.</summary>
    Transport,

    /// <summary>A whole IP packet.</summary>
    Tunnel,

    /// <summary>A bound end-to-end tunnel: transport on the wire, tunnel at the ends.</summary>
    Beet,
}

/// <summary>What stands between IP and ESP.</summary>
internal enum SaEncapsulation : byte
{
    /// <summary>Not told.</summary>
    Unknown,

    /// <summary>Nothing.</summary>
    None,

    /// <summary>UDP, RFC 3948.</summary>
    Udp,

    /// <summary>TCP, RFC 9329.</summary>
    Tcp,
}

/// <summary>SPIs that an entry is for: those equal to a value in the bits that count.</summary>
/// <param name="Value">The SPI.</param>
/// <param name="Mask">The bits that count.</param>
internal readonly record struct SpiPattern(uint Value, uint Mask = uint.MaxValue)
{
    /// <summary>Whether an SPI is one of them.</summary>
    public bool Matches(uint spi) => (spi & Mask) == Value;
}

/// <summary>The keys of one SA, and what else opens its packets; disposing zeroes.</summary>
internal abstract record SaKeys : IDisposable
{
    private SaKeys()
    {
    }

    /// <summary>Zeroes the keys.</summary>
    public abstract void Dispose();

    /// <summary>An IKE SA of version 2, RFC 7296 §2.14; absent keys are null.</summary>
    /// <param name="InitiatorSpi">The SPI of the original initiator.</param>
    /// <param name="ResponderSpi">The SPI of the original responder.</param>
    /// <param name="Encryption">Protects SK and SKF payloads.</param>
    /// <param name="Integrity">None in combined modes.</param>
    /// <param name="Prf">Null: not told, and nothing can be derived.</param>
    /// <param name="Initiator">What the original initiator protects with.</param>
    /// <param name="Responder">What the original responder protects with.</param>
    /// <param name="Derivation">SK_d, from which the keys of CHILD SAs come.</param>
    internal sealed record Version2(
        IkeSpi InitiatorSpi,
        IkeSpi ResponderSpi,
        EncryptionSpec Encryption,
        IntegritySpec Integrity,
        PrfSpec? Prf,
        IkeDirection Initiator,
        IkeDirection Responder,
        Secret? Derivation) : SaKeys
    {
        /// <summary>Tickets that it may be resumed with, RFC 5723 §4.</summary>
        public Items<Octets> Tickets { get; init; }

        /// <inheritdoc/>
        public override void Dispose()
        {
            Initiator.Dispose();
            Responder.Dispose();
            Derivation?.Dispose();
        }
    }

    /// <summary>An IKE SA of version 1, RFC 2409 §5; what is absent is null.</summary>
    /// <param name="InitiatorSpi">The initiator's cookie.</param>
    /// <param name="ResponderSpi">The responder's cookie; 0: any.</param>
    /// <param name="Encryption">Null: the one of the proposal in the capture.</param>
    /// <param name="Prf">The PRF, whose hash makes IVs; null: as the proposal says.</param>
    /// <param name="EncryptionKey">Ka, RFC 2409 appendix B; null: to be made of SKEYID_e.</param>
    /// <param name="SkeyidD">Derives the keys of quick mode.</param>
    /// <param name="SkeyidA">Authenticates the messages behind phase 1.</param>
    /// <param name="SkeyidE">Derives Ka.</param>
    /// <param name="InitialIv">Empty: to be made of the public values in the capture.</param>
    internal sealed record Version1(
        IkeSpi InitiatorSpi,
        IkeSpi ResponderSpi,
        EncryptionSpec? Encryption,
        PrfSpec? Prf,
        Secret? EncryptionKey,
        Secret? SkeyidD,
        Secret? SkeyidA,
        Secret? SkeyidE,
        Octets InitialIv) : SaKeys
    {
        /// <summary>Authenticates HASH_I and HASH_R; null: not told.</summary>
        public Secret? Skeyid { get; init; }

        /// <inheritdoc/>
        public override void Dispose()
        {
            EncryptionKey?.Dispose();
            SkeyidD?.Dispose();
            SkeyidA?.Dispose();
            SkeyidE?.Dispose();
            Skeyid?.Dispose();
        }
    }

    /// <summary>One direction of an ESP or AH SA.</summary>
    /// <param name="Protocol">ESP or AH.</param>
    /// <param name="Spi">The SPI.</param>
    /// <param name="Source">Who sends.</param>
    /// <param name="Destination">Who receives.</param>
    /// <param name="Encryption">Its row says the lengths; AH: NULL, or GMAC.</param>
    /// <param name="Integrity">None in combined modes, and where nothing is checked.</param>
    /// <param name="EncryptionKey">The key and its salt.</param>
    /// <param name="IntegrityKey">The key of the MAC; empty without.</param>
    internal sealed record Child(
        ProtocolId Protocol,
        SpiPattern Spi,
        AddressPattern Source,
        AddressPattern Destination,
        EncryptionSpec Encryption,
        IntegritySpec Integrity,
        Secret EncryptionKey,
        Secret IntegrityKey) : SaKeys
    {
        /// <summary>
        /// Whether sequence numbers have 64 bits, RFC 4303 §2.2.1; null: not told.
        /// </summary>
        public bool? Esn { get; init; } = false;

        /// <summary>The high half at the capture's first packet; null: to be found.</summary>
        public uint? SequenceHigh { get; init; }

        /// <summary>How packets are carried.</summary>
        public SaMode Mode { get; init; }

        /// <summary>What stands before ESP.</summary>
        public SaEncapsulation Encapsulation { get; init; }

        /// <summary>The name of an algorithm that nobody here has; null: all are had.</summary>
        public string? Unsupported { get; init; }

        /// <summary>Octets of an ICV whose algorithm or key nobody told: it is cut off.</summary>
        public int UncheckedIcv { get; init; }

        /// <inheritdoc/>
        public override void Dispose()
        {
            EncryptionKey.Dispose();
            IntegrityKey.Dispose();
        }
    }
}

/// <summary>The keys of one direction of an IKE SA, RFC 7296 §2.14.</summary>
/// <param name="Encryption">SK_ei or SK_er, with its salt.</param>
/// <param name="Integrity">SK_ai or SK_ar; empty in combined modes.</param>
/// <param name="Auth">SK_pi or SK_pr; null: not told.</param>
internal sealed record IkeDirection(Secret Encryption, Secret Integrity, Secret? Auth) : IDisposable
{
    /// <summary>Zeroes the keys.</summary>
    public void Dispose()
    {
        Encryption.Dispose();
        Integrity.Dispose();
        Auth?.Dispose();
    }
}

using Holdfast.Codec;

namespace Holdfast.Protocol.Nhrp;

/// <summary>
/// A client information element, RFC 2332 §5.2.0.1: 12 octets and three addresses.
/// </summary>
[Wire(rfc: 2332, section: "5.2.0.1", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |     Code      | Prefix Length |            Unused             |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |   Maximum Transmission Unit   |         Holding Time          |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |r|t|   CHL     |x|y|   CSL     | Cli Proto Len |  Preference   |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                      Client NBMA Address                      ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                    Client NBMA Subaddress                     ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                    Client Protocol Address                    ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct NhrpClient
{
    /// <summary>In a reply 0 for success, else why not.</summary>
    public partial NhrpClientCode Code { get; }

    /// <summary>Leading bits of the protocol address that matter; 0 means as much as 255.</summary>
    public partial byte PrefixLength { get; }

    /// <summary>No meaning.</summary>
    [Reserved]
    public partial ushort Unused { get; }

    /// <summary>Octets; 0: the default.</summary>
    public partial ushort MaximumTransmissionUnit { get; }

    /// <summary>Seconds for which this is good.</summary>
    public partial ushort HoldingTime { get; }

    /// <summary>No meaning.</summary>
    [Label("r"), Reserved]
    public partial bool NbmaReserved { get; }

    /// <summary>Set for native E.164, clear for NSAP and all others.</summary>
    [Label("t")]
    public partial bool NbmaType { get; }

    /// <summary>Octets of the NBMA address.</summary>
    [Label("CHL"), Measures(nameof(NbmaAddress))]
    public partial byte NbmaLength { get; }

    /// <summary>No meaning.</summary>
    [Label("x"), Reserved]
    public partial bool NbmaSubaddressReserved { get; }

    /// <summary>Set for native E.164.</summary>
    [Label("y")]
    public partial bool NbmaSubaddressType { get; }

    /// <summary>Octets of the NBMA subaddress.</summary>
    [Label("CSL"), Measures(nameof(NbmaSubaddress))]
    public partial byte NbmaSubaddressLength { get; }

    /// <summary>Octets of the protocol address.</summary>
    [Label("Cli Proto Len"), Measures(nameof(ProtocolAddress))]
    public partial byte ProtocolLength { get; }

    /// <summary>Higher is preferred.</summary>
    public partial byte Preference { get; }

    /// <summary>The client's NBMA address.</summary>
    [Label("Client NBMA Address")]
    public partial ReadOnlySpan<byte> NbmaAddress { get; }

    /// <summary>The client's NBMA subaddress.</summary>
    [Label("Client NBMA Subaddress")]
    public partial ReadOnlySpan<byte> NbmaSubaddress { get; }

    /// <summary>The client's protocol address.</summary>
    [Label("Client Protocol Address")]
    public partial ReadOnlySpan<byte> ProtocolAddress { get; }
}

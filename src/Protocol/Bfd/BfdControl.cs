using Holdfast.Codec;

namespace Holdfast.Protocol.Bfd;

/// <summary>
/// A BFD Control packet, version 1, RFC 5880 §4.1: 24 octets, and an authentication section where
/// the session is authenticated. UDP port 3784 carries it over a single hop, RFC 5881 §4.
/// </summary>
[Wire(rfc: 5880, section: "4.1", figure: """
     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |Vers |  Diag   |Sta|P|F|C|A|D|M|  Detect Mult  |    Length     |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                       My Discriminator                        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                      Your Discriminator                       |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                    Desired Min TX Interval                    |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                   Required Min RX Interval                    |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                 Required Min Echo RX Interval                 |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                        Authentication                         ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    ~                           Trailing                            ~
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    """)]
public readonly ref partial struct BfdControl
{
    /// <summary>1.</summary>
    [Label("Vers"), Const(1)]
    public partial byte Version { get; }

    /// <summary>Why the sender's session last left its state.</summary>
    [Label("Diag")]
    public partial BfdDiagnostic Diagnostic { get; }

    /// <summary>The sender's session.</summary>
    [Label("Sta")]
    public partial BfdSessionState State { get; }

    /// <summary>The sender wants an answer with <see cref="Final"/>.</summary>
    [Label("P")]
    public partial bool Poll { get; }

    /// <summary>An answer to <see cref="Poll"/>.</summary>
    [Label("F")]
    public partial bool Final { get; }

    /// <summary>The sender's BFD outlives its control plane.</summary>
    [Label("C")]
    public partial bool ControlPlaneIndependent { get; }

    /// <summary>Whether <see cref="Authentication"/> is there.</summary>
    [Label("A")]
    public partial bool AuthenticationPresent { get; }

    /// <summary>The sender asks for no periodic packets.</summary>
    [Label("D")]
    public partial bool Demand { get; }

    /// <summary>Zero; a packet that sets it is discarded, §6.8.6.</summary>
    [Label("M"), Reserved(OnRead = OnRead.Refuse)]
    public partial bool Multipoint { get; }

    /// <summary>How many packets of the sender may be missed; never 0, §6.8.6.</summary>
    [Label("Detect Mult"), NonZero]
    public partial byte DetectMultiplier { get; }

    /// <summary>Octets of the packet, the authentication section included.</summary>
    [Measures(Extent.Self)]
    public partial byte Length { get; }

    /// <summary>The sender's name of the session; never 0, §6.8.6.</summary>
    [NonZero]
    public partial uint MyDiscriminator { get; }

    /// <summary>The receiver's name of it; 0 where the sender does not know it.</summary>
    public partial uint YourDiscriminator { get; }

    /// <summary>Microseconds between packets that the sender would like to send.</summary>
    [Label("Desired Min TX Interval")]
    public partial uint DesiredMinTxInterval { get; }

    /// <summary>Microseconds between packets that it can receive; 0: it wants none.</summary>
    [Label("Required Min RX Interval")]
    public partial uint RequiredMinRxInterval { get; }

    /// <summary>Microseconds between Echo packets; 0: it loops none back.</summary>
    [Label("Required Min Echo RX Interval")]
    public partial uint RequiredMinEchoRxInterval { get; }

    /// <summary>The authentication section.</summary>
    [When(nameof(AuthenticationPresent), 1)]
    public partial BfdAuthentication Authentication { get; }

    /// <summary>What Length covers besides; §6.8.6 does not ask that there be nothing.</summary>
    [Rest]
    public partial ReadOnlySpan<byte> Trailing { get; }
}

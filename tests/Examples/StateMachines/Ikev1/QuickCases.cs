using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>What the tables of quick mode speak of: two suites, one of them with forward secrecy,
/// between two networks.</summary>
internal static class QuickCases
{
    public static readonly MessageId Id = new(0x1234);
    public static readonly Spi Inbound = new(0x101);
    public static readonly Spi Outbound = new(0x301);
    public static readonly Octets NonceI = Octets.FromHex("a0a1a2a3a4a5a6a7");
    public static readonly Octets NonceR = Octets.FromHex("b0b1b2b3b4b5b6b7");
    public static readonly Octets Share = Octets.FromHex("5050");
    public static readonly Octets First = Octets.FromHex("01");
    public static readonly Octets Second = Octets.FromHex("02");
    public static readonly IvChain Chain = new(Octets.FromHex("0000000000000000"));

    public static readonly StandingIsakmp Isakmp =
        new(new(new(0x0101), new(0x0202)), new(1), Chain);

    public static readonly StandingIsakmp Awaiting = Isakmp with { Awaits = IkeRole.Initiator };

    public static readonly TrafficRange Here = TrafficRange.Between(
        HostAddress.Parse("10.0.0.0"), HostAddress.Parse("10.0.0.255"));

    public static readonly TrafficRange There = TrafficRange.Between(
        HostAddress.Parse("10.1.0.0"), HostAddress.Parse("10.1.0.255"));

    /// <summary>Without forward secrecy.</summary>
    public static readonly ChildSuite Plain = new(
        ProtocolId.Esp, EncryptionSpecs.Find(EncryptionAlgorithm.AesCbc, 256)!,
        IntegritySpec.Find(IntegrityAlgorithm.HmacSha256Truncated128)!, Esn: false);

    /// <summary>With it.</summary>
    public static readonly ChildSuite Guarded =
        Plain with { KeyExchange = KeyExchangeMethod.Modp2048 };

    /// <summary>The suite of a name.</summary>
    public static ChildSuite SuiteOf(string name) => name == "plain" ? Plain : Guarded;

    /// <summary>The name of a suite.</summary>
    public static string Name(ChildSuite suite) =>
        suite == Plain ? "plain" : suite == Guarded ? "secret" : $"{suite}";

    /// <summary>An instant, in units behind the beginning.</summary>
    public static string At(Instant instant) => $"at {(instant - Instant.Zero).Ticks}";

    /// <summary>What is sent until it is answered.</summary>
    public static string Name(IsakmpOpen open, Octets message) =>
        $"{open.Sends} {open.Wait.Ticks} {At(open.At)}"
        + (open.Octets == message ? "" : $" as {open.Octets}");

    /// <summary>What is said to a peer that is refused: by its type alone, RFC 2408 §3.14; or which
    /// CHILD SA ends.</summary>
    public static string Name(Information information, StandingIsakmp isakmp)
    {
        var name = information switch
        {
            { Says: [{ Data: IsakmpNotifyPayloadData.Unknown(var type, { Length: 0 }) } notify] }
                when information == new Information { Says = [notify] }
                    && notify.ProtocolId == IsakmpProtocolId.Isakmp && notify.Spi.Length == 0 =>
                $"{type}",
            { Children: [(var protocol, var spi)] }
                when information == new Information { Children = [(protocol, spi)] } =>
                $"end of {spi.Value:x}",
            _ => $"{information}",
        };
        return isakmp == Isakmp ? $"Inform {name}"
            : isakmp == Awaiting ? $"Inform {name} before a login"
            : $"Inform {name} by {isakmp}";
    }
}

using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Replication;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>What the tables of phase 1 speak of: carol begins and mars answers, with a pre-shared
/// key or with signatures.</summary>
internal static class PhaseOneCases
{
    public static readonly IkeSpi OfCarol = new(0x0101);
    public static readonly IkeSpi OfMars = new(0x0202);

    /// <summary>The cookie of whoever answers besides.</summary>
    public static readonly IkeSpi OfElse = new(0x0303);

    public static readonly Octets NonceI = Octets.FromHex("a0a1a2a3a4a5a6a7");
    public static readonly Octets NonceR = Octets.FromHex("b0b1b2b3b4b5b6b7");
    public static readonly Octets Share = Octets.FromHex("5050");
    public static readonly Octets OtherShare = Octets.FromHex("5151");
    public static readonly Octets Proof = Octets.FromHex("c0c1");
    public static readonly Octets First = Octets.FromHex("01");
    public static readonly Octets Second = Octets.FromHex("02");
    public static readonly Octets SaBody = Octets.FromHex("5a");
    public static readonly Octets Carol = Octets.FromHex("020000006361726f6c");
    public static readonly Octets Mars = Octets.FromHex("020000006d617273");
    public static readonly IvChain Chain = new(Octets.FromHex("0000000000000000"));

    /// <summary>With a pre-shared key.</summary>
    public static readonly IsakmpSuite Psk = IsakmpSuiteChoices.Default[0];

    /// <summary>With signatures.</summary>
    public static readonly IsakmpSuite Sig = Psk with
    {
        Authentication = PhaseOneAuthMethod.RsaSignatures,
    };

    /// <summary>One that nobody takes.</summary>
    public static readonly IsakmpSuite Dss = Psk with
    {
        Authentication = PhaseOneAuthMethod.DssSignatures,
    };

    public static readonly PhaseOneTraits Ours =
        PhaseOneTraits.NatTraversal | PhaseOneTraits.DeadPeerDetection;

    /// <summary>How both sides authenticate.</summary>
    public static string Name(IsakmpSuite? suite) => suite is null ? "any"
        : suite == Psk ? "psk"
        : suite == Sig ? "sig"
        : $"{suite}";

    public static string Name(PhaseOneMode mode) => mode.ToString().ToLowerInvariant();

    /// <summary>By whom it is answered.</summary>
    public static string Name(IkeSpi cookie) => cookie == default ? "nobody"
        : cookie == OfMars ? "mars"
        : cookie == OfElse ? "else"
        : $"{cookie}";

    public static string Name(NatSides nat) => nat == NatSides.None ? "direct"
        : nat is NatSides.Local or NatSides.Remote ? "NAT"
        : $"{nat}";

    /// <summary>Who it says to be.</summary>
    public static string Name(Octets identity) => identity == Carol ? "carol"
        : identity == Mars ? "mars"
        : $"{identity}";

    /// <summary>What varies of a half: mode, method, way, by whom, whether anybody has refused it in
    /// the clear, and how many signatures were bad.</summary>
    public static string Name(PhaseOneHalf half) =>
        $"{Name(half.Mode)} {Name(half.Suite)} {Name(half.Nat)} "
        + $"{Name(half.Cookies.Responder)} "
        + (half.Refusal is null ? "-" : "refused") + $" {half.Doubts}";

    /// <summary>What varies of an SA: mode, method, way, with whom, and its life in seconds.
    /// </summary>
    public static string Name(PhaseOneSa made) =>
        $"{Name(made.Mode)} {Name(made.Suite)} {Name(made.Nat)} {Name(made.Id.Responder)} "
        + $"{made.Life.Seconds}";

    public static string Unless<T>(T one, T usual) => Equals(one, usual) ? "" : $" of {one}";

    /// <summary>A notification by its type alone.</summary>
    public static string Name(IsakmpNotifyPayloadValue notify) =>
        $"{notify.Data.Tag}" + Unless(notify, PhaseOneMessages.Notice(notify.Data.Tag));

    /// <summary>An offer of those suites.</summary>
    public static IsakmpSaPayloadValue Offer(uint seconds, params IsakmpSuite[] suites) =>
        IsakmpOffers.Offer([.. suites], new(seconds));

    /// <summary>What is said to a peer, in an Informational exchange of its own: why, and that the
    /// SA ends.</summary>
    public static string Name(
        StandingIsakmp isakmp, Information information, IkeSpi responder)
    {
        var cookies = new IkeSpiPair(OfCarol, responder);
        var notify = information.Says.Count == 1 ? information.Says[0] : null;
        return (notify is null ? $"Inform {information}"
            : information == new Information { Says = [notify], Isakmps = [cookies] }
                ? $"Inform {Name(notify)} and end"
            : information == new Information { Says = [notify] } ? $"Inform {Name(notify)}"
            : $"Inform {information}")
            + Unless(isakmp, new(cookies, new KeyHandle(1), Chain));
    }

    public static IkeSaId Id(IkeSpi responder) => new(OfCarol, responder);
}

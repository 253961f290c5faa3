using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.HandshakeCases;
using Instant = Holdfast.StateMachines.Instant;
using KeyHandle = Holdfast.StateMachines.KeyHandle;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.IkeExchanges.State,
    Holdfast.StateMachines.Ike.IkeExchanges.Output>;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Exchanges;

/// <summary>What rows and messages of exchanges are made of: mars, and carol as its peer.
/// </summary>
internal static class ExchangeCases
{
    public static readonly ChildSuite Pfs = Child with
    {
        KeyExchange = KeyExchangeMethod.Curve25519,
    };

    public static readonly Holdfast.Protocol.Spi Here = new(0x301);
    public static readonly Holdfast.Protocol.Spi There = new(0x501);

    public static readonly StandingIke Sa = new(
        new(Theirs, Ours), IkeRole.Responder, Suite, new(1), Peer);

    public static readonly StandingChild First = new(new(
        Here, There, Child, new(AtMars, AtCarol), IsTransport: false, new(2)));

    public static readonly ExchangeDraw Draw = new(
        Drawn, new(0x302), new(0x0303), Octets.FromHex("a1a2a3a4a5a6a7a8"));

    /// <summary>A CHILD SA as carol asks for it.</summary>
    public static readonly ExchangeMessage.Child Request = new(
        new(
            SuiteProposals.Offer([Child], Octets.FromHex("00000502"), isFirst: false), AtCarol,
            AtMars, IsTransport: false),
        Octets.FromHex("ffeeddccbbaa99887766554433221100"));

    /// <summary>And as carol grants one.</summary>
    public static readonly ExchangeMessage.Child Granted = Request with
    {
        Offer = Request.Offer with { Initiator = AtMars, Responder = AtCarol },
    };

    /// <summary>A rekey of the IKE SA, as carol asks for it or grants it.</summary>
    public static readonly ExchangeMessage.Rekey RekeyOfIke = new(
        SuiteProposals.Offer([Suite], Octets.FromHex("c1c2c3c4c5c6c7c8")),
        Octets.FromHex("ffeeddccbbaa99887766554433221100"), Suite.KeyExchange,
        Octets.FromHex("0506"));

    public static IkeExchanges.Config Config { get; } = Checked(new());

    public static IkeExchanges.Config Checked(IkeExchanges.Settings settings) =>
        IkeExchanges.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    /// <summary>The IKE SA with its first CHILD SA, and what happens to it.</summary>
    public static Next After(params IkeExchanges.Input[] inputs) => AfterOf(Sa, inputs);

    /// <summary>The same of another one.</summary>
    public static Next AfterOf(StandingIke ike, params IkeExchanges.Input[] inputs)
    {
        var next = Step(
            new IkeExchanges.State.Idle(), new IkeExchanges.Input.Established(ike, [First], []));
        foreach (var input in inputs)
        {
            next = Step(next.State, input);
        }

        return next;
    }

    public static Next Step(IkeExchanges.State state, IkeExchanges.Input input) =>
        IkeExchanges.Step(Config, state, Instant.Zero, input);

    public static IkeExchanges.Input Wanted(ExchangeWish wish) =>
        new IkeExchanges.Input.Wanted(wish, Draw);

    public static IkeExchanges.Input Asked(ExchangeMessage message) =>
        new IkeExchanges.Input.Asked(
            7, message, new(Octets.FromHex("000102030405060708090a0b0c0d0e0f"), new(0x303),
                new(0x0305), Octets.FromHex("b1b2b3b4b5b6b7b8")));

    public static IkeExchanges.Input Answered(ExchangeMessage message) =>
        new IkeExchanges.Input.Answered(message);

    public static IkeExchanges.Input Refused(NotifyType why) =>
        Answered(new ExchangeMessage.Refused(FirstChild.Notice(why)));

    public static IkeExchanges.Input Committed(IkeExchanges.Side side) =>
        new IkeExchanges.Input.Committed(side);

    /// <summary>The answer among the outputs of a step.</summary>
    public static IkeExchanges.Output.Answer AnswerIn(Next next) =>
        Assert.Single(next.Outputs.OfType<IkeExchanges.Output.Answer>());

    /// <summary>Why it refuses.</summary>
    public static NotifyType RefusalIn(Next next) =>
        Assert.IsType<ExchangeMessage.Refused>(AnswerIn(next).Message).Why.Data.Tag;

    /// <summary>The request among the outputs of a step.</summary>
    public static ExchangeMessage AskedIn(Next next) =>
        Assert.Single(next.Outputs.OfType<IkeExchanges.Output.Ask>()).Request;

    public static IkeExchanges.State.Standing Standing(Next next) =>
        Assert.IsType<IkeExchanges.State.Standing>(next.State);
}

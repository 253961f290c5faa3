using System.Text;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;
using Holdfast.Tests.Examples.Ike;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>
/// Transaction exchanges in tests/captures/lab, each said by our machines in both roles: with what
/// the others said, ours says the same, and reads what they answered.
/// </summary>
public sealed class RecordedTransactions
{
    public static TheoryData<string> Captures =>
        ["v1-xauth-modecfg", "iop-vpnc-v1-aggressive-xauth"];

    [Theory]
    [MemberData(nameof(Captures))]
    [Requirement("MODECFG-3.1.1-a")]
    [Requirement("MODECFG-3.1.1-b")]
    public void Our_machines_ask_and_answer_what_theirs_did(string capture)
    {
        using var recorded = RecordedModes.Of(capture);
        var (isakmp, exchanges) = (StandingOf(recorded), ExchangesOf(capture));
        Assert.Equal(3, exchanges.Length);
        var asks = new IsakmpWork(recorded.Keys, (_, _) => null);

        // Keys of our own, for the message IDs that one side has used are used.
        using var again = RecordedModes.Of(capture);
        var (other, answers) = (StandingOf(again), new IsakmpWork(again.Keys, (_, _) => null));
        foreach (var (question, answer) in exchanges)
        {
            var asked = Assert.IsType<TransactionResponder.Input.Asked>(
                answers.Read(new TransactionResponder.State.Idle(), other, question.Span));
            var (waiting, sent) = Ask(asks, isakmp, asked);
            Assert.Equal(Open(again, other, question), Open(again, other, sent));
            var heard = Assert.IsType<TransactionInitiator.Input.Heard>(
                asks.Read(waiting, answer.Span));
            Assert.True(heard.Message.Answers(asked.Message));
            var next = TransactionInitiator.Step(
                Ikev1Cases.Checked(new TransactionInitiator.Settings()), waiting, Instant.Zero,
                heard);
            Assert.Equal(
                [new TransactionInitiator.Output.Tell(heard.Message)],
                next.Outputs.AsEnumerable());
            Answer(recorded, again, answers, asked, heard.Message, answer);
        }

        Assert.Equal(1, again.Keys.Count);
        Assert.Equal("carol", UserOf(recorded, exchanges[0].Answer, isakmp).Name);
    }

    /// <summary>What a user says is a number in what machines see, and nothing else.</summary>
    [Theory]
    [InlineData("v1-xauth-modecfg", "4iChxLT3")]
    [InlineData("iop-vpnc-v1-aggressive-xauth", "pw-one")]
    public void A_password_is_no_part_of_what_machines_see(string capture, string password)
    {
        using var recorded = RecordedModes.Of(capture);
        var isakmp = StandingOf(recorded);
        var (name, secret) = UserOf(recorded, ExchangesOf(capture)[0].Answer, isakmp);
        Assert.Equal("carol", name);
        Assert.Equal(IsakmpConfigAttributeType.XauthUserPassword, secret.Type);
        Assert.Equal(2, recorded.Keys.Count);
        var kept = recorded.Keys.SecretOf(secret.Value.Value)!;
        Assert.True(kept.FixedTimeEquals(Encoding.ASCII.GetBytes(password)));
        Assert.True(recorded.Keys.Forget(secret.Value.Value));
        Assert.Throws<ObjectDisposedException>(() => { _ = kept.Span; });
        Assert.Null(recorded.Keys.SecretOf(secret.Value.Value));
    }

    internal static (Octets Question, Octets Answer)[] ExchangesOf(string capture) =>
    [
        .. LabCaptures.Messages(capture)
            .Where(message => IsakmpHeader.TryParse(message.Ike, out var header, out _)
                && header.ExchangeType == IsakmpExchangeType.Transaction)
            .Select(message => new Octets(message.Ike)).Distinct()
            .GroupBy(octets => RecordedModes.HeaderOf(octets).MessageId)
            .Select(group => (group.First(), group.Last())),
    ];

    internal static StandingIsakmp StandingOf(RecordedModes recorded)
    {
        var keys = recorded.Adopt();
        var chain = recorded.Keys.FirstChainOf(keys, recorded.Exchange);
        for (var at = recorded.Mode == PhaseOneMode.Main ? 4 : 2; at < recorded.PhaseOne.Length;
            at++)
        {
            chain = recorded.Open(keys, at, chain).Next;
        }

        return new(recorded.Cookies, new(keys), chain);
    }

    /// <summary>What each exchange says.</summary>
    internal static (TransactionMessage Question, TransactionMessage Answer)[] MessagesOf(
        RecordedModes recorded, StandingIsakmp isakmp) =>
    [
        .. ExchangesOf(recorded.Capture).Select(exchange =>
        {
            var id = RecordedModes.HeaderOf(exchange.Question).MessageId;
            var keys = isakmp.Keys.Value;
            Assert.True(recorded.Keys.TryOpen(
                keys, exchange.Question.Span, id, recorded.Keys.ChainOf(keys, isakmp.Last, id),
                out var asked, out var chain, out _));
            Assert.True(recorded.Keys.TryOpen(
                keys, exchange.Answer.Span, id, chain, out var answered, out _, out _));
            return (TransactionMessages.Classify(asked), TransactionMessages.Classify(answered));
        }),
    ];

    private static (TransactionInitiator.State.Waiting State, Octets Sent) Ask(
        IsakmpWork work, StandingIsakmp isakmp, TransactionResponder.Input.Asked asked)
    {
        var config = Ikev1Cases.Checked(new TransactionInitiator.Settings());
        var next = TransactionInitiator.Step(
            config, new TransactionInitiator.State.Idle(), Instant.Zero,
            new TransactionInitiator.Input.Begin(isakmp, asked.Half.Id, asked.Message));
        next = TransactionInitiator.Step(
            config, next.State, Instant.Zero, work.Do(next.Outputs[0])!);
        return (
            Assert.IsType<TransactionInitiator.State.Waiting>(next.State),
            Assert.IsType<TransactionInitiator.Output.Send>(next.Outputs[0]).Octets);
    }

    private static void Answer(
        RecordedModes heard, RecordedModes recorded, IsakmpWork work,
        TransactionResponder.Input.Asked asked, TransactionMessage said, Octets theirs)
    {
        var config = Ikev1Cases.Checked(new TransactionResponder.Settings());
        var next = TransactionResponder.Step(
            config, new TransactionResponder.State.Idle(), Instant.Zero, asked);
        Assert.IsType<TransactionResponder.Output.Decide>(next.Outputs[0]);
        var ours = said with
        {
            Secrets =
            [
                .. said.Secrets.Select(secret => secret with
                {
                    Value = new(recorded.Keys.Keep(
                        heard.Keys.SecretOf(secret.Value.Value)!.Span)),
                }),
            ],
        };
        next = TransactionResponder.Step(
            config, next.State, Instant.Zero, new TransactionResponder.Input.Decided(ours));
        var made = Assert.IsType<TransactionResponder.Input.Sealed>(work.Do(next.Outputs[0]));
        Assert.Equal(
            Plain(recorded, asked.Half, theirs), Plain(recorded, asked.Half, made.Octets));
        next = TransactionResponder.Step(config, next.State, Instant.Zero, made);
        foreach (var output in next.Outputs.AsEnumerable().Skip(1))
        {
            Assert.Null(work.Do(output));
        }

        // RFC 2408 §5.1: the same octets once more have the same answer.
        var repeated = work.Read(next.State, asked.Half.Isakmp, asked.Half.Taken.Span);
        Assert.Equal(
            [next.Outputs[0]],
            TransactionResponder.Step(config, next.State, Instant.Zero, repeated!)
                .Outputs.AsEnumerable());
        Assert.Null(work.Read(
            new TransactionResponder.State.Idle(), asked.Half.Isakmp, asked.Half.Taken.Span));
    }

    private static (string Name, SecretAttribute Secret) UserOf(
        RecordedModes recorded, Octets answer, StandingIsakmp isakmp)
    {
        // The IV of an answer is the last block of what it answers.
        var question = ExchangesOf(recorded.Capture)[0].Question;
        var id = RecordedModes.HeaderOf(question).MessageId;
        Assert.True(recorded.Keys.TryOpen(
            isakmp.Keys.Value, question.Span, id,
            recorded.Keys.ChainOf(isakmp.Keys.Value, isakmp.Last, id), out _, out var chain,
            out _));
        var waiting = new TransactionInitiator.State.Waiting(
            new(isakmp, id) { Chain = chain }, new(IsakmpConfigType.Request, 0),
            new(question, 1, default, default));
        var heard = Assert.IsType<TransactionInitiator.Input.Heard>(
            new IsakmpWork(recorded.Keys, (_, _) => null).Read(waiting, answer.Span));
        var name = heard.Message.Of(IsakmpConfigAttributeType.XauthUserName).Single();
        return (
            Encoding.ASCII.GetString(name.AttributeData!.Value.Span), heard.Message.Secrets[0]);
    }

    private static string Open(RecordedModes recorded, StandingIsakmp isakmp, Octets octets)
    {
        var id = RecordedModes.HeaderOf(octets).MessageId;
        return Plain(
            recorded,
            new(isakmp, id)
            {
                Chain = recorded.Keys.ChainOf(isakmp.Keys.Value, isakmp.Last, id),
            },
            octets);
    }

    private static string Plain(RecordedModes recorded, TransactionHalf half, Octets octets)
    {
        Assert.True(
            recorded.Keys.TryOpen(
                half.Isakmp.Keys.Value, octets.Span, half.Id, PhaseTwoHash.One, default,
                half.Chain, out var payloads, out _, out var error),
            $"{error}");
        return new Octets(new IsakmpPlaintextValue { Payloads = payloads }.ToArray()).ToString();
    }
}

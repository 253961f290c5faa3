using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using Holdfast.Tests.Examples.StateMachines.Ike.Establishing;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>
/// What initiators of other implementations said in tests/captures/lab, said to our responders:
/// with the values that theirs drew, and what their key exchanges gave, ours says the same as
/// theirs, up to the octets of HASH_R and the keys of each CHILD SA.
/// </summary>
public sealed class RecordedModesAnswered
{
    /// <summary>Captures with a pre-shared key or with signatures, one of them with a login behind
    /// phase 1.</summary>
    public static TheoryData<string> Captures =>
    [
        "iop-libreswan-v1-main-psk", "v1-aggressive-psk", "v1-delete", "v1-dpd",
        "v1-main-psk", "v1-main-psk-3des-md5-modp1024", "v1-main-rsa", "v1-natt",
        "v1-quick-pfs", "v1-xauth-modecfg",
    ];

    [Theory]
    [MemberData(nameof(Captures))]
    [Requirement("RFC2409-5-a")]
    [Requirement("RFC2409-5.5-a")]
    [Requirement("RFC2409-5.5-g")]
    public void Our_responders_say_what_theirs_said(string capture)
    {
        using var recorded = RecordedModes.Of(capture);
        using var signers = new LabSigners();
        var work = new IsakmpWork(recorded.Keys, (_, _) => null, signers.Judge);
        var made = recorded.Mode == PhaseOneMode.Main
            ? AnswerMain(recorded, work)
            : AnswerAggressive(recorded, work);
        Assert.NotEmpty(recorded.QuickModes);
        foreach (var messages in recorded.QuickModes)
        {
            // RecordedLogins has what is between: it is logged in.
            var isakmp = made.Standing with { Awaits = null };
            AnswerQuick(work, isakmp, new(recorded, isakmp, messages));
        }
    }

    private static PhaseOneSa AnswerMain(RecordedModes recorded, IsakmpWork work)
    {
        var config = ConfigOf(recorded);
        var (keys, first) = KeysOf(recorded);
        var (fifth, behind) = recorded.Open(keys, 4, first);
        var (sixth, last) = recorded.Open(keys, 5, behind);
        var state = Offer(config, recorded, work, out var written);
        var write = Assert.IsType<PhaseOneResponder.Output.Write>(written);
        Assert.Equal(
            RecordedModes.Plain(recorded.Second.Proposals),
            RecordedModes.Plain(write.Message.Proposals));
        state = Step(config, state, new PhaseOneResponder.Input.Written(recorded.PhaseOne[1]))
            .State;
        var next = Step(config, state, Heard(work, state, recorded.PhaseOne[2]));
        var exchange = Assert.IsType<PhaseOneResponder.Output.Exchange>(next.Outputs[0]);
        Assert.Equal(recorded.Shares.Initiator, exchange.Half.Shares.Initiator);
        Assert.Equal(recorded.Fourth.Authorities, exchange.Message.Authorities);
        next = Step(config, next.State, new PhaseOneResponder.Input.Keyed(
            recorded.PhaseOne[3], recorded.Shares.Responder, new(keys), first,
            exchange.Half.Signs ? new(default, null) : new(sixth.Identity, fifth.Identity)));
        Assert.Equal(
            [new PhaseOneResponder.Output.Send(recorded.PhaseOne[3])],
            next.Outputs.AsEnumerable());

        // RFC 2408 §5.1: the same octets once more have the same answer.
        Assert.Equal(
            next.Outputs,
            Step(config, next.State, Heard(work, next.State, recorded.PhaseOne[2])).Outputs);
        next = Step(config, next.State, Heard(work, next.State, recorded.PhaseOne[4]));
        if (next.Outputs[0] is PhaseOneResponder.Output.Verify verify)
        {
            var verdict = work.Do(verify, HandshakeCases.Far);
            Assert.Equal(new PhaseOneResponder.Input.Verified(sixth.Identity), verdict);
            next = Step(config, next.State, verdict!);
        }

        var proved = work.Do(next.Outputs[0], HandshakeCases.Far);
        var sealedLast = Assert.IsType<PhaseOneResponder.Input.Sealed>(proved);
        Assert.True(recorded.Keys.TryOpen(
            keys, sealedLast.Octets.Span, behind, out var payloads, out _, out _));
        Assert.True(PhaseOneMessages.TryRead(payloads, out var ours));
        Assert.Equal(
            (sixth.Identity, sixth.Proof, sixth.Signature, sixth.Certificates),
            (ours.Identity, ours.Proof, ours.Signature, ours.Certificates));
        next = Step(config, next.State, new PhaseOneResponder.Input.Sealed(
            recorded.PhaseOne[5], last));
        var made = Assert.IsType<PhaseOneResponder.Output.Establish>(next.Outputs[0]).Made;
        Assert.Equal((fifth.Identity, sixth.Identity), (made.Peer, made.Ours));
        next = Step(config, next.State, new PhaseOneResponder.Input.Committed());
        Assert.Equal(
            [new PhaseOneResponder.Output.Send(recorded.PhaseOne[5])],
            next.Outputs.AsEnumerable());
        Assert.IsType<PhaseOneResponder.Input.Repeated>(
            Heard(work, next.State, recorded.PhaseOne[4]));
        return made;
    }

    private static PhaseOneSa AnswerAggressive(RecordedModes recorded, IsakmpWork work)
    {
        var config = ConfigOf(recorded);
        var (keys, first) = KeysOf(recorded);
        var state = Offer(config, recorded, work, out var output);
        var exchange = Assert.IsType<PhaseOneResponder.Output.Exchange>(output);
        Assert.Equal(
            RecordedModes.Plain(recorded.Second.Proposals),
            RecordedModes.Plain(exchange.Message.Proposals));
        Assert.Equal(recorded.First.Identity, exchange.Identity);
        Assert.Equal(
            recorded.Second.Proof,
            recorded.Keys.HashOf(
                keys, recorded.Exchange, IkeRole.Responder,
                recorded.Second.Identity));
        var next = Step(config, state, new PhaseOneResponder.Input.Keyed(
            recorded.PhaseOne[1], recorded.Shares.Responder, new(keys), first,
            new(recorded.Second.Identity, recorded.First.Identity)));
        next = Step(config, next.State, Heard(work, next.State, recorded.PhaseOne[2]));
        var made = Assert.IsType<PhaseOneResponder.Output.Establish>(next.Outputs[0]).Made;
        Assert.Equal(recorded.First.Identity, made.Peer);
        return made;
    }

    private static void AnswerQuick(
        IsakmpWork work, StandingIsakmp isakmp, RecordedQuickMode quick)
    {
        var config = Ikev1Cases.Checked(new QuickResponder.Settings());
        var peer = new QuickPeer(
            [quick.Suite], [new([quick.Answered.Responder!], [quick.Answered.Initiator!])],
            quick.IsTransport)
        {
            Life = default,
            IsEncapsulated = quick.IsEncapsulated,
        };
        var state = (QuickResponder.State)new QuickResponder.State.Idle();
        var input = work.Read(
            state, isakmp, quick.Messages[0].Span, HandshakeCases.Far,
            (quick.SpiOfResponder, quick.Nonces.Responder), peer);
        var next = QuickResponder.Step(config, state, Instant.Zero, input!);
        var answer = Assert.IsType<QuickResponder.Output.Answer>(next.Outputs[0]);
        Assert.Equal(
            RecordedModes.Plain(quick.Answered.Proposals),
            RecordedModes.Plain(answer.Message.Proposals));
        Assert.Equal(
            (quick.Answered.Initiator, quick.Answered.Responder),
            (answer.Message.Initiator, answer.Message.Responder));
        Assert.Equal(quick.Asked.Share, answer.PeerShare);
        next = QuickResponder.Step(config, next.State, Instant.Zero, new QuickResponder.Input.Keyed(
            new(quick.Adopt()), quick.Messages[1], quick.AfterSecond));
        next = QuickResponder.Step(
            config, next.State, Instant.Zero, new QuickResponder.Input.Committed());
        Assert.Equal(
            [new QuickResponder.Output.Send(quick.Messages[1])], next.Outputs.AsEnumerable());
        input = work.Read(
            next.State, isakmp, quick.Messages[2].Span, HandshakeCases.Far, default, peer);
        Assert.IsType<QuickResponder.Input.Confirmed>(input);
        next = QuickResponder.Step(config, next.State, Instant.Zero, input);
        Assert.Equal(
            [new QuickResponder.Output.Use(quick.SpiOfResponder)], next.Outputs.AsEnumerable());

        // RFC 2409 §5.5: its message ID was used.
        Assert.Null(work.Read(
            new QuickResponder.State.Idle(), isakmp, quick.Messages[0].Span, HandshakeCases.Far,
            (quick.SpiOfResponder, quick.Nonces.Responder), peer));
    }

    private static PhaseOneResponder.State Offer(
        PhaseOneResponder.Config config, RecordedModes recorded, IsakmpWork work,
        out PhaseOneResponder.Output output)
    {
        var state = (PhaseOneResponder.State)new PhaseOneResponder.State.Idle();
        var next = Step(config, state, work.Read(
            state, recorded.PhaseOne[0].Span, HandshakeCases.Far, (mode, message, cookie) =>
                new PhaseOneResponder.Input.Offered(
                    mode, message, cookie, recorded.PhaseOne[0], recorded.Cookies.Responder,
                    recorded.Nonces.Responder))!);
        output = next.Outputs[0];
        return next.State;
    }

    private static (ulong Keys, IvChain First) KeysOf(RecordedModes recorded)
    {
        var keys = recorded.Adopt();
        return (keys, recorded.Keys.FirstChainOf(keys, recorded.Exchange));
    }

    private static PhaseOneResponder.Config ConfigOf(RecordedModes recorded) =>
        Ikev1Cases.Checked(new PhaseOneResponder.Settings
        {
            Suites = [recorded.Suite],
            Policy = AlgorithmPolicy.DecodeOnly,
            Life = default,
            TakesAggressive = true,
            Authorities = recorded.Fourth.Authorities,
        });

    private static PhaseOneResponder.Input Heard(
        IsakmpWork work, PhaseOneResponder.State state, Octets octets) =>
        work.Read(state, octets.Span, HandshakeCases.Far, (_, _, _) =>
            throw new InvalidOperationException("no first message"))!;

    private static Next<PhaseOneResponder.State, PhaseOneResponder.Output> Step(
        PhaseOneResponder.Config config, PhaseOneResponder.State state,
        PhaseOneResponder.Input input) =>
        PhaseOneResponder.Step(config, state, Instant.Zero, input);
}

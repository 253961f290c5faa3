using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;
using Holdfast.Tests.Examples.StateMachines.Ike.Establishing;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>
/// What responders of other implementations said in tests/captures/lab, said to our initiators:
/// with the values that theirs drew they prove themselves by the same HASH_I, believe the
/// responders, and have the same CHILD SAs.
/// </summary>
public sealed class RecordedModesBegun
{
    public static TheoryData<string> Captures => RecordedModesAnswered.Captures;

    [Theory]
    [MemberData(nameof(Captures))]
    [Requirement("RFC2409-5-b")]
    [Requirement("RFC2409-5.5-b")]
    public void Our_initiators_take_what_theirs_took(string capture)
    {
        using var recorded = RecordedModes.Of(capture);
        using var signers = new LabSigners();
        var work = new IsakmpWork(recorded.Keys, (_, _) => null, signers.Judge);
        var made = recorded.Mode == PhaseOneMode.Main
            ? BeginMain(recorded, work)
            : BeginAggressive(recorded, work);
        foreach (var messages in recorded.QuickModes)
        {
            var isakmp = made.Standing with { Awaits = null };
            BeginQuick(recorded, work, isakmp, new(recorded, isakmp, messages));
        }
    }

    private static PhaseOneSa BeginMain(RecordedModes recorded, IsakmpWork work)
    {
        var config = ConfigOf(recorded);
        var keys = recorded.Adopt();
        var first = recorded.Keys.FirstChainOf(keys, recorded.Exchange);
        var (fifth, behind) = recorded.Open(keys, 4, first);
        var (sixth, last) = recorded.Open(keys, 5, behind);
        var next = Begin(
            config, recorded, new(PhaseOneMode.Main, fifth.Identity, sixth.Identity)
            {
                Authorities = fifth.Authorities,
            });
        next = Step(config, next.State, new PhaseOneInitiator.Input.Written(
            recorded.PhaseOne[0], recorded.First.SaBody, default, default));
        next = Step(config, next.State, Heard(work, next.State, recorded.PhaseOne[1]));
        var write = Assert.IsType<PhaseOneInitiator.Output.Write>(next.Outputs[0]);
        Assert.Equal(
            (recorded.Suite.KeyExchange, recorded.Nonces.Initiator),
            (write.Group, write.Message.Nonce));
        next = Step(config, next.State, new PhaseOneInitiator.Input.Written(
            recorded.PhaseOne[2], default, recorded.Shares.Initiator, new(9_999)));
        next = Step(config, next.State, Heard(work, next.State, recorded.PhaseOne[3]));
        var complete = Assert.IsType<PhaseOneInitiator.Output.Complete>(next.Outputs[0]);
        Assert.Equal(recorded.Exchange, complete.Half.Exchange);
        next = Step(config, next.State, new PhaseOneInitiator.Input.Keyed(new(keys), first));
        var ours = Proof(recorded, work, keys, first, next);
        Assert.Equal(
            (fifth.Identity, fifth.Proof, fifth.Signature, fifth.Certificates,
                fifth.Authorities),
            (ours.Identity, ours.Proof, ours.Signature, ours.Certificates, ours.Authorities));
        next = Step(config, next.State, new PhaseOneInitiator.Input.Sealed(
            recorded.PhaseOne[4], behind));
        next = Step(config, next.State, Heard(work, next.State, recorded.PhaseOne[5]));
        if (next.Outputs[0] is PhaseOneInitiator.Output.Verify verify)
        {
            var verdict = work.Do(verify, HandshakeCases.Near);
            Assert.Equal(new PhaseOneInitiator.Input.Verified(), verdict);
            next = Step(config, next.State, verdict!);
        }

        var made = Assert.IsType<PhaseOneInitiator.Output.Establish>(next.Outputs[0]).Made;
        Assert.Equal((sixth.Identity, last), (made.Peer, made.Last));
        return made;
    }

    private static PhaseOneSa BeginAggressive(RecordedModes recorded, IsakmpWork work)
    {
        var config = ConfigOf(recorded);
        var keys = recorded.Adopt();
        var first = recorded.Keys.FirstChainOf(keys, recorded.Exchange);
        var (third, last) = recorded.Open(keys, 2, first);
        var next = Begin(
            config, recorded,
            new(PhaseOneMode.Aggressive, recorded.First.Identity, recorded.Second.Identity));
        next = Step(config, next.State, new PhaseOneInitiator.Input.Written(
            recorded.PhaseOne[0], recorded.First.SaBody, recorded.Shares.Initiator, new(9_999)));
        next = Step(config, next.State, Heard(work, next.State, recorded.PhaseOne[1]));
        var complete = Assert.IsType<PhaseOneInitiator.Output.Complete>(next.Outputs[0]);
        Assert.True(recorded.Keys.IsProved(
            keys, complete.Half.Exchange, IkeRole.Responder, complete.Message.Identity,
            complete.Message.Proof));
        next = Step(config, next.State, new PhaseOneInitiator.Input.Keyed(new(keys), first));
        Assert.Equal(third.Proof, Proof(recorded, work, keys, first, next).Proof);
        next = Step(config, next.State, new PhaseOneInitiator.Input.Sealed(
            recorded.PhaseOne[2], last));
        var made = Assert.IsType<PhaseOneInitiator.Output.Establish>(next.Outputs[0]).Made;
        next = Step(config, next.State, new PhaseOneInitiator.Input.Committed());
        var send = Assert.IsType<PhaseOneInitiator.Output.Send>(next.Outputs[0]);
        Assert.Equal(recorded.PhaseOne[2], send.Octets);
        Assert.IsType<PhaseOneInitiator.Input.Repeated>(
            Heard(work, next.State, recorded.PhaseOne[1]));
        return made;
    }

    private static void BeginQuick(
        RecordedModes recorded, IsakmpWork work, StandingIsakmp isakmp, RecordedQuickMode quick)
    {
        var config = Ikev1Cases.Checked(new QuickInitiator.Settings());
        var wish = new QuickWish(
            isakmp, [quick.Suite], quick.Asked.Initiator!, quick.Asked.Responder!)
        {
            Life = quick.Life,
            IsTransport = quick.IsTransport,
            IsEncapsulated = quick.IsEncapsulated,
        };
        var next = QuickInitiator.Step(
            config, new QuickInitiator.State.Idle(), Instant.Zero, new QuickInitiator.Input.Begin(
                wish, quick.Id, quick.Nonces.Initiator, quick.SpiOfInitiator));
        var ask = Assert.IsType<QuickInitiator.Output.Ask>(next.Outputs[0]);
        Assert.Equal(quick.Suite.KeyExchange, ask.Group);
        Assert.NotNull(QuickOffers.Choose(
            [quick.Suite], ask.Message.Proposals, quick.IsEncapsulated));
        next = QuickInitiator.Step(
            config, next.State, Instant.Zero, new QuickInitiator.Input.Sealed(
                quick.Messages[0], quick.AfterFirst, default));
        next = QuickInitiator.Step(
            config, next.State, Instant.Zero,
            work.Read(next.State, quick.Messages[1].Span, HandshakeCases.Far)!);
        var complete = Assert.IsType<QuickInitiator.Output.Complete>(next.Outputs[0]);
        Assert.Equal(
            (quick.Nonces, quick.AfterSecond, quick.SpiOfResponder, quick.Answered.Share),
            (complete.Half.Nonces, complete.Half.Chain, complete.Outbound, complete.PeerShare));

        // The last word of theirs is under the IV that ours would have.
        Assert.True(recorded.Keys.TryOpen(
            isakmp.Keys.Value, quick.Messages[2].Span, quick.Id, PhaseTwoHash.Three, quick.Nonces,
            complete.Half.Chain, out _, out _, out _));
        next = QuickInitiator.Step(
            config, next.State, Instant.Zero, new QuickInitiator.Input.Keyed(
                new(quick.Adopt()), quick.Messages[2]));
        next = QuickInitiator.Step(
            config, next.State, Instant.Zero, new QuickInitiator.Input.Committed());
        Assert.Equal(
            [new QuickInitiator.Output.Send(quick.Messages[2])], next.Outputs.AsEnumerable());
    }

    private static PhaseOneMessage Proof(
        RecordedModes recorded, IsakmpWork work, ulong keys, IvChain first,
        Next<PhaseOneInitiator.State, PhaseOneInitiator.Output> next)
    {
        Assert.Equal(new PhaseOneInitiator.Output.Forget(new(9_999)), next.Outputs[0]);
        var made = Assert.IsType<PhaseOneInitiator.Input.Sealed>(
            work.Do(next.Outputs[1], HandshakeCases.Near));
        Assert.True(recorded.Keys.TryOpen(
            keys, made.Octets.Span, first, out var payloads, out _, out _));
        Assert.True(PhaseOneMessages.TryRead(payloads, out var ours));
        return ours;
    }

    private static Next<PhaseOneInitiator.State, PhaseOneInitiator.Output> Begin(
        PhaseOneInitiator.Config config, RecordedModes recorded, PhaseOneWish wish)
    {
        var next = Step(
            config, new PhaseOneInitiator.State.Idle(), new PhaseOneInitiator.Input.Begin(
                wish, recorded.Cookies.Initiator, recorded.Nonces.Initiator));
        var write = Assert.IsType<PhaseOneInitiator.Output.Write>(next.Outputs[0]);
        Assert.Equal(
            recorded.Suite,
            IsakmpOffers.Choose([recorded.Suite], write.Message.Proposals!)!.Suite);
        Assert.NotNull(IsakmpOffers.Choose([recorded.Suite], recorded.First.Proposals!));
        return next;
    }

    private static PhaseOneInitiator.Config ConfigOf(RecordedModes recorded) =>
        Ikev1Cases.Checked(new PhaseOneInitiator.Settings
        {
            Suites = [recorded.Suite],
            Policy = AlgorithmPolicy.DecodeOnly,
            Life = IsakmpOffers.Choose([recorded.Suite], recorded.First.Proposals!)!.Life,
        });

    private static PhaseOneInitiator.Input Heard(
        IsakmpWork work, PhaseOneInitiator.State state, Octets octets) =>
        work.Read(state, octets.Span, HandshakeCases.Near)!;

    private static Next<PhaseOneInitiator.State, PhaseOneInitiator.Output> Step(
        PhaseOneInitiator.Config config, PhaseOneInitiator.State state,
        PhaseOneInitiator.Input input) =>
        PhaseOneInitiator.Step(config, state, Instant.Zero, input);
}

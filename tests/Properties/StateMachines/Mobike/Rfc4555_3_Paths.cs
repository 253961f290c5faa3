using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Mobike;
using Holdfast.Tests.Properties.Codec.Samples;
using Initiator = Holdfast.StateMachines.Mobike.MobikeInitiator;
using Instant = Holdfast.StateMachines.Instant;
using Path = Holdfast.StateMachines.Mobike.Path;
using Responder = Holdfast.StateMachines.Mobike.MobikeResponder;

namespace Holdfast.Tests.Properties.StateMachines.Mobike;

/// <summary>RFC 4555 §3: when addresses change, and that both sides agree on them.</summary>
public sealed class Rfc4555_3_Paths
{
    private const int Runs = 300;

    [Fact]
    [Requirement("RFC4555-3.5-b")]
    [Requirement("RFC4555-3.7-b")]
    public void CHILD_SAs_move_only_to_a_path_that_was_accepted_with_its_cookie() =>
        ForAll.Cases(Runs, Draw, drawn =>
        {
            foreach (var visit in Initiator.Machine.Walk(drawn.Config, drawn.History))
            {
                foreach (var output in visit.Next.Outputs)
                {
                    if (output is Initiator.Output.UseForChildSas(var path))
                    {
                        var answer = Assert.IsType<Initiator.Input.Answered>(visit.Input);
                        Assert.Equal(Initiator.Verdict.Accepted, answer.Verdict);
                        Assert.Equal(
                            RequestOf(visit.State), new(true, path, answer.Cookie));
                        Assert.Equal(new Initiator.State.Settled(
                            NetOf(visit.State), path), visit.Next.State);
                    }
                }
            }
        });

    [Fact]
    [Requirement("RFC4555-3.7-c")]
    public void A_wrong_cookie_closes_the_SA_and_only_that_does() => ForAll.Cases(
        Runs, Draw, drawn =>
        {
            foreach (var visit in Initiator.Machine.Walk(drawn.Config, drawn.History))
            {
                var request = RequestOf(visit.State);
                var isWrong = request.WasSent
                    && visit.Input is Initiator.Input.Answered answer
                    && answer.Cookie != request.Cookie;
                Assert.Equal(
                    isWrong,
                    visit.Next.Outputs.AsEnumerable()
                        .Any(output => output is Initiator.Output.CloseSa));
            }
        });

    [Fact]
    public void A_silent_path_is_given_time_so_that_a_virtual_address_can_move() => ForAll.Cases(
        Runs,
        choices => (
            Config: choices.Of(MobikeRuns.Initiators), Part: choices.Below(100)),
        drawn =>
        {
            var (config, part) = drawn;
            var home = HostAddress.Parse("192.0.2.1");
            var path = new Path(home, MobikeRuns.Shared);
            var state = Initiator.Step(
                config, new Initiator.State.Off(), default,
                new Initiator.Input.Agreed(
                    path, [home, HostAddress.Parse("192.0.2.9")], [])).State;
            var silent = Initiator.Step(config, state, default, new Initiator.Input.Silent());
            Assert.Empty(silent.Outputs);
            var before = Instant.Zero + new TimeSpan(config.Patience.Ticks * part / 100);
            var tick = Initiator.Step(config, silent.State, before, new Initiator.Input.Tick());
            Assert.Empty(tick.Outputs);
            Assert.Equal(
                state,
                Initiator.Step(config, tick.State, before, new Initiator.Input.Heard()).State);
            Assert.IsType<Initiator.State.Updating>(Initiator.Step(
                config, silent.State, Instant.Zero + config.Patience,
                new Initiator.Input.Tick()).State);
        });

    /// <summary>
    /// Addresses change at random, packets get lost; when that is over, both sides are on one path
    /// on which they can reach each other.
    /// </summary>
    [Fact]
    [Requirement("RFC4555-3.5-a")]
    [Requirement("RFC4555-3.5-c")]
    public void After_the_last_change_both_sides_come_to_use_the_same_path() => ForAll.Cases(
        Runs,
        choices => (
            Initiator: choices.Of(MobikeRuns.Initiators),
            Responder: choices.Of(MobikeRuns.Responders),
            Steps: Enumerable.Range(0, choices.Below(30))
                .Select(_ => (What: choices.Below(6), Which: choices.Below(4))).ToArray()),
        drawn =>
        {
            var world = new MobikeWorld(drawn.Initiator, drawn.Responder);
            foreach (var (what, which) in drawn.Steps)
            {
                world.Change(what, which);
            }

            world.Heal();
            Assert.Equal(world.InitiatorPath, world.ResponderPath.Turned);
            Assert.Equal(world.InitiatorChildPath, world.ResponderChildPath.Turned);
            Assert.Equal(world.InitiatorPath, world.InitiatorChildPath);
        });

    /// <summary>
    /// By the policy that asks first. The former path has to be used already, by this member or by
    /// the one before it.
    /// </summary>
    [Fact]
    [Requirement("RFC4555-3.7-b")]
    public void A_gateway_sends_CHILD_SAs_only_where_the_peer_was_asked_whoever_takes_over() =>
        ForAll.Cases(
            Runs,
            choices => (
                Config: MobikeRuns.Responders[0],
                History: Moment.DrawMany(choices, Responder.Machine.Alphabet.Count)),
            drawn =>
            {
                Assert.Equal(Responder.RoutabilityCheck.Before, drawn.Config.Check);
                foreach (var visit in Responder.Machine.Walk(drawn.Config, drawn.History))
                {
                    foreach (var output in visit.Next.Outputs)
                    {
                        if (output is not Responder.Output.UseForChildSas(var path))
                        {
                            continue;
                        }

                        var isAsked = visit is
                        {
                            State: Responder.State.Checking { Request: { WasSent: true } asked },
                            Input: Responder.Input.Answered(var cookie),
                        } && asked.Cookie == cookie && asked.Asked == path;
                        var isFormer = visit.State is Responder.State.Checking checking
                            && checking.Former == path;
                        var wasLeft = visit.Input is Responder.Input.Promoted(_, var former)
                            && former == path;
                        Assert.True(isAsked || isFormer || wasLeft, $"{visit.Input}");
                    }
                }
            });

    [Fact]
    [Requirement("RFC4555-3.7-b")]
    public void Whoever_takes_over_asks_what_was_not_asked_and_so_does_a_new_IKE_SA()
    {
        var here = MobikeRuns.Shared;
        var former = new Path(here, HostAddress.Parse("192.0.2.1"));
        var path = new Path(here, HostAddress.Parse("198.51.100.1"));
        var cookie = Octets.FromHex("0011223344556677");
        foreach (var config in MobikeRuns.Responders)
        {
            var first = config.Check == Responder.RoutabilityCheck.Before;
            var next = Step(config, new Responder.State.Off(), new Responder.Input.Promoted(
                path, former));
            if (config.Check == Responder.RoutabilityCheck.Never)
            {
                Assert.Equal(new Responder.State.Settled(path), next.State);
                Assert.Empty(next.Outputs);
                continue;
            }

            Assert.Equal(
                first
                    ?
                    [
                        new Responder.Output.UseForChildSas(former),
                        new Responder.Output.SendCheck(path),
                    ]
                    : [new Responder.Output.SendCheck(path)],
                next.Outputs.AsEnumerable());
            next = Step(config, next.State, new Responder.Input.Sent(cookie));
            next = Step(config, next.State, new Responder.Input.Dropped());
            Assert.Equal([new Responder.Output.SendCheck(path)], next.Outputs.AsEnumerable());

            // The answer that was on its way closes nothing, and proves nothing.
            next = Step(config, next.State, new Responder.Input.Answered(cookie));
            Assert.Empty(next.Outputs);
            next = Step(config, next.State, new Responder.Input.Sent(cookie));
            next = Step(config, next.State, new Responder.Input.Answered(cookie));
            Assert.Equal(new Responder.State.Settled(path), next.State);
            Assert.Equal(
                first ? [new Responder.Output.UseForChildSas(path)] : [],
                next.Outputs.AsEnumerable());
        }

        static Next<Responder.State, Responder.Output> Step(
            Responder.Config config, Responder.State state, Responder.Input input) =>
            Responder.Step(config, state, default, input);
    }

    /// <summary>OPN#3708.</summary>
    [Fact]
    public void A_peer_is_never_followed_to_an_address_that_does_not_move() => ForAll.Cases(
        Runs,
        choices => (
            Config: choices.Of(MobikeRuns.Responders[..3]),
            History: Moment.DrawMany(choices, Responder.Machine.Alphabet.Count)),
        drawn =>
        {
            foreach (var visit in Responder.Machine.Walk(drawn.Config, drawn.History))
            {
                foreach (var output in visit.Next.Outputs)
                {
                    var used = output switch
                    {
                        Responder.Output.UseForIke ike => ike.Path,
                        Responder.Output.UseForChildSas child => child.Path,
                        Responder.Output.SendCheck check => check.Path,
                        _ => (Path?)null,
                    };
                    Assert.True(used is not { } path || path.Local == MobikeRuns.Shared);
                }
            }
        });

    /// <summary>I19; who is promoted is none any more.</summary>
    [Fact]
    public void A_standby_sends_nothing() => ForAll.Cases(
        Runs,
        choices => (
            Config: choices.Of(MobikeRuns.Responders),
            History: Moment.DrawMany(choices, Responder.Machine.Alphabet.Count)),
        drawn =>
        {
            foreach (var visit in Responder.Machine.Walk(drawn.Config, drawn.History))
            {
                if (visit is
                    {
                        State: Responder.State.Paused, Input: not Responder.Input.Promoted,
                    })
                {
                    Assert.Empty(visit.Next.Outputs);
                }
            }
        });

    private static RoutabilityRequest RequestOf(Initiator.State state) => state switch
    {
        Initiator.State.Doubting doubting => doubting.Request,
        Initiator.State.Updating updating => updating.Request,
        Initiator.State.Cut cut => cut.Request,
        _ => default,
    };

    private static Initiator.Net NetOf(Initiator.State state) => state switch
    {
        Initiator.State.Doubting doubting => doubting.Net,
        Initiator.State.Updating updating => updating.Net,
        _ => default,
    };

    private static (Initiator.Config Config, Moment[] History) Draw(Choices choices) => (
        choices.Of(MobikeRuns.Initiators),
        [
            new Moment(Gap.None, 0, 0),
            .. Moment.DrawMany(choices, Initiator.Machine.Alphabet.Count),
        ]);
}

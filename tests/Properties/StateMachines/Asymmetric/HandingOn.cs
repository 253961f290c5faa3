using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Asymmetric.AsymmetricTraffic;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Tests.Properties.StateMachines.Asymmetric;

/// <summary>What holds for packets that members hand to each other, whatever they believe.
/// </summary>
public sealed class HandingOn
{
    private const int Runs = 300;
    private const int Members = 5;

    internal static readonly Config[] Configs =
    [
        Checked(new()),
        Checked(new() { HopsMax = 3, ForeignSa = Policy.Accept, Burst = 1 }),
        Checked(new() { HopsMax = 8, ForwardsPerSecond = 10, Burst = 3 }),
        Checked(new() { ForeignSa = Policy.Drop, ForeignFlow = FlowPolicy.Drop }),
    ];

    [Fact]
    public void A_packet_ends_after_the_hops_that_are_allowed_whoever_takes_whom_for_the_owner() =>
        ForAll.Cases(
            Runs,
            choices => (
                Config: choices.Of(Configs),
                Views: Enumerable.Range(0, Members).Select(_ => choices.Below(Members)).ToArray(),
                Start: (byte)choices.Below(Members),
                IsProtected: choices.Chance(50)),
            drawn =>
            {
                byte at = drawn.Start;
                byte? from = null;
                var hops = 0;
                for (var steps = 0; ; steps++)
                {
                    Assert.True(steps <= drawn.Config.HopsMax, "it is handed on for ever");
                    Ownership owner = drawn.Views[at] == at
                        ? new Ownership.Mine()
                        : new Ownership.Of((byte)drawn.Views[at], IsKnownHere: false);
                    Input input = drawn.IsProtected
                        ? new Input.Protected(owner, from, hops)
                        : new Input.Inner(owner, from, hops);
                    var output = Step(drawn.Config, new State.Calm(), default, input).Outputs[0];
                    if (output is not Output.Forward(var member, var next))
                    {
                        break;
                    }

                    Assert.NotEqual(from, member);
                    Assert.Equal(hops + 1, next);
                    (from, at, hops) = (at, member, next);
                }
            });

    [Fact]
    public void Members_hand_on_no_more_than_burst_and_rate() => ForAll.Cases(
        Runs,
        choices => (
            Config: choices.Of(Configs),
            Gaps: Enumerable.Range(0, choices.Below(60)).Select(
                _ => (long)choices.Number(choices.Below(26))).ToArray()),
        drawn =>
        {
            var (config, gaps) = drawn;
            var now = Instant.Zero;
            State state = new State.Calm();
            List<Instant> sent = [];
            foreach (var gap in gaps)
            {
                now += TimeSpan.FromTicks(gap);
                var next = Step(
                    config, state, now,
                    new Input.Protected(new Ownership.Of(1, IsKnownHere: false), null, 0));
                state = next.State;
                if (next.Outputs[0] is Output.Forward)
                {
                    sent.Add(now);
                }
            }

            for (var first = 0; first < sent.Count; first++)
            {
                for (var last = first; last < sent.Count; last++)
                {
                    var most = config.Burst + ((sent[last] - sent[first]) / config.ForwardEvery);
                    Assert.True(last - first + 1 <= most, "more than burst and rate");
                }
            }
        });

    [Fact]
    public void Nothing_but_the_owner_or_a_stated_policy_processes_a_packet() => ForAll.Cases(
        Runs,
        choices => (
            Config: choices.Of(Configs),
            History: Moment.DrawMany(choices, Machine.Alphabet.Count)),
        drawn =>
        {
            foreach (var visit in Machine.Walk(drawn.Config, drawn.History))
            {
                var owner = visit.Input switch
                {
                    Input.Protected packet => packet.Owner,
                    Input.Inner packet => packet.Owner,
                    Input.Tick => null,
                };
                foreach (var output in visit.Next.Outputs)
                {
                    Assert.Equal(output is Output.Process, owner is Ownership.Mine);
                    Assert.False(
                        output is Output.ProcessExposed
                        && (drawn.Config.ForeignSa != Policy.Accept || visit.Input is Input.Inner));
                }
            }
        });

    private static Config Checked(Settings settings) =>
        Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
}

using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Redirection;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.Codec.Samples;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Instant = Holdfast.StateMachines.Instant;
using Output = Holdfast.StateMachines.Composition.ClusterMember.Output;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>
/// I32 for a cluster: all IKE SAs are served after a takeover, within the time that the budget
/// says and never beyond it; a drain sends its clients away by the same rule.
/// </summary>
public sealed class PacingOfTakeovers
{
    private const int Runs = 25;

    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void I32_IKE_SAs_that_can_t_go_on_are_made_anew_within_the_budget_and_the_time() =>
        ForAll.Cases(
            Runs,
            Plan,
            plan =>
            {
                var (settings, lasts) = plan;
                var world = Running(settings, lasts.Length, IkeTraits.None);
                world.Cuts.Add(ClusterWorld.Segment.Sync);
                world.Run(6);
                world.Crash(0);
                var watch = new Watch(world, 1, lasts, output => output
                    is Output.BeginWork(PacedWork.Work.Reestablish, var ike, null) ? ike : null);
                for (var wait = 0; wait < 100 && !world[1]!.IsOpen; wait++)
                {
                    watch.Pass(Grain);
                }

                Assert.True(world[1]!.IsOpen);
                var budget = world[1]!.Config.Reestablish;
                var end = world.Now + budget.TimeFor(lasts.Length, lasts.Max() + Grain) + Grain;
                while (world.Now < end)
                {
                    watch.Pass(Grain);
                }

                watch.Holds(budget);
                Assert.Equal(lasts.Length, watch.Begun.Select(begun => begun.Ike).Distinct().Count());
                Assert.Equal(lasts.Length, watch.Begun.Count);
            });

    [Fact]
    public void I22_A_drain_redirects_each_client_once_within_the_budget() => ForAll.Cases(
        Runs,
        Plan,
        plan =>
        {
            var (settings, lasts) = plan;
            var world = Running(
                settings, lasts.Length, IkeTraits.MessageIdSync | IkeTraits.FollowsRedirects);
            var watch = new Watch(world, 0, lasts, output => output is Output.OfRedirection(
                var ike, RedirectGateway.Output.SendRedirect) ? ike : null);
            world.Do(0, new Input.AtDrain(new MemberDrain.Input.Leave()));
            for (var passed = 0; passed < 200; passed++)
            {
                watch.Pass(Grain);
            }

            watch.Holds(world[0]!.Config.Redirect);
            Assert.NotEmpty(watch.Begun);
            Assert.Equal(
                watch.Begun.Select(begun => begun.Ike).Distinct(),
                watch.Begun.Select(begun => begun.Ike));
        });

    [Fact]
    public void An_SA_that_packets_wait_for_is_rekeyed_before_those_that_waited_longer()
    {
        var order = Rekeyed(waits: null);
        Assert.Equal(8, order.Count);

        var hurried = Rekeyed(waits: order[^1]);
        Assert.Equal([order[0], order[^1], .. order[1..^1]], hurried);
    }

    /// <summary>RFC 8750: where numbers are nonces and nobody has fenced the member before, its
    /// numbers may be used; traffic waits for such a rekey, and for the others it does not.
    /// </summary>
    [Fact]
    public void An_SA_that_may_send_nothing_is_rekeyed_before_those_that_may()
    {
        var order = Rekeyed(waits: null);
        var silent = Rekeyed(
            Replaying(child => child is 3 or 5 ? ChildTraits.ImplicitIv : ChildTraits.None),
            waits: null);
        Assert.Equal(
            [
                order[0], SpiOf(3), SpiOf(5),
                .. order[1..].Where(spi => spi != SpiOf(3) && spi != SpiOf(5)),
            ],
            silent);
    }

    /// <summary>RFC 7296 §2.3: what is asked under one IKE SA may have to wait for an answer to
    /// what was asked before.</summary>
    [Fact]
    public void CHILD_SAs_of_one_IKE_SA_do_not_hold_up_those_of_others()
    {
        var world = Replaying();
        for (var ike = 0; ike < 3; ike++)
        {
            var id = new IkeSaId(new(0x5000 + (ulong)ike), new(0x6000));
            world.Replicate(0, new SaReplication.Input.Propose(
                (ulong)(950 + ike),
                [
                    new Change.IkeUp(new(
                        id, KeysOf(ike), new("dave"u8), default, IkeTraits.MessageIdSync, 1, 1, 2,
                        2, [], [], 0, 0, [], default, default)),
                    .. Enumerable.Range(0, 4).Select(child => new Change.ChildUp(
                        ClusterWorld.Child(
                            new(ClusterWorld.CarolChild.Value + (uint)((16 + (4 * ike) + child) << 8)),
                            (uint)(60 + (4 * ike) + child)) with
                        {
                            Ike = id,
                        })),
                ],
                null, KeyHandle.None));
            world.Settle();
        }

        world.Run(1);
        var sas = world[0]!.State.Replication.Replica.Sas;
        Assert.Equal(4, sas.Ikes.Count());

        var begun = Rekeyed(world, waits: null);
        Assert.Equal(8 + 12, begun.Count);
        var order = begun.Select(spi => sas.Children.Find(spi.Value)!.Ike).ToArray();
        Assert.All(
            order[..16].Chunk(4), turn => Assert.Equal(4, turn.Distinct().Count()));
        Assert.Single(order[16..].Distinct());
    }

    [Fact]
    public void Packets_that_wait_for_an_SA_which_owes_nothing_begin_nothing()
    {
        var world = Replaying();
        var before = world[0]!.State;
        var next = ClusterMember.Step(
            world[0]!.Config, before, world.Now, new Input.PacketsWait(ClusterWorld.CarolChild));

        Assert.True(next.Outputs.IsEmpty);
        Assert.Equal("no rekey of that CHILD SA waits for its turn", next.Reason.Rule);
    }

    /// <summary>The CHILD SAs in the order in which moon rekeys them, one in half a second.
    /// </summary>
    private static List<Spi> Rekeyed(Spi? waits) => Rekeyed(Replaying(), waits);

    private static List<Spi> Rekeyed(ClusterWorld world, Spi? waits)
    {
        world.Crash(0);
        var begun = new List<Spi>();
        world.OnOutput = (_, output) =>
        {
            if (output is Output.BeginWork(PacedWork.Work.RekeyChildSa, _, { } child))
            {
                begun.Add(child);
            }
        };
        for (var passed = 0; passed < 400; passed++)
        {
            world.Run(Grain.TotalSeconds);
            if (begun.Count == 1 && waits is { } spi)
            {
                world.Do(1, new Input.PacketsWait(spi));
                waits = null;
            }
        }

        return begun;
    }

    private static Spi SpiOf(uint child) => new(ClusterWorld.CarolChild.Value + (child << 8));

    private static ClusterWorld Replaying(Func<uint, ChildTraits>? traits = null)
    {
        var world = new ClusterWorld(self => ClusterSettings.Of(self) with
        {
            Replication = ClusterSettings.Of(self).Replication with
            {
                Replay = ReplayPolicy.RekeyFirst,
            },
            Pacing = new() { Rekey = new() { PerSecond = 2, Burst = 1, AtOnceMax = 20 } },
        }).Start(0).Start(1);
        world.Run(20);
        world.Establish(0);
        for (var child = 1u; child < 8; child++)
        {
            world.Replicate(0, new SaReplication.Input.Propose(
                900 + child,
                [
                    new Change.ChildUp(ClusterWorld.Child(SpiOf(child), 20 + child) with
                    {
                        Traits = traits?.Invoke(child) ?? ChildTraits.None,
                    }),
                ],
                null, KeyHandle.None));
            world.Settle();
        }

        world.Run(1);
        return world;
    }

    private static (PacedWork.Settings Settings, TimeSpan[] Lasts) Plan(Choices choices) => (
        new()
        {
            PerSecond = 2 + choices.Below(30),
            Burst = 1 + choices.Below(5),
            AtOnceMax = 1 + choices.Below(8),
        },
        [
            .. Enumerable.Range(0, 1 + choices.Below(24))
                .Select(_ => (choices.Below(8) + 1) * Grain),
        ]);

    private static ClusterWorld Running(PacedWork.Settings pace, int ikes, IkeTraits traits)
    {
        var world = new ClusterWorld(self => ClusterSettings.WithAll(self) with
        {
            Pacing = new() { Reestablish = pace, Redirect = pace },
        }).Start(0).Start(1);
        world.Run(20);
        for (var ike = 0; ike < ikes; ike++)
        {
            world.Replicate(0, new SaReplication.Input.Propose(
                (ulong)(900 + ike),
                [
                    new Change.IkeUp(new(
                        new(new(0x5000 + (ulong)ike), new(0x6000)), KeysOf(ike),
                        new("dave"u8), default, traits, 1, 1, 2, 2, [], [], 0, 0, [], default,
                        default)),
                ],
                null, KeyHandle.None));
            world.Settle();
        }

        world.Run(1);
        Assert.Equal(ikes, world[0]!.State.Sas.Count);
        return world;
    }

    /// <summary>Handles use all of their bits; two SAs may differ in the highest one alone.
    /// </summary>
    private static KeyHandle KeysOf(int ike) =>
        new((500 + ((ulong)ike / 2)) | ((ulong)ike % 2 << 63));

    /// <summary>Sees work begin, and ends it after its time.</summary>
    private sealed class Watch
    {
        private readonly ClusterWorld _world;
        private readonly int _member;
        private readonly List<(Instant At, IkeSaId Ike, PacedWork.Work Work)> _open = [];
        private int _most;

        public Watch(
            ClusterWorld world, int member, TimeSpan[] lasts, Func<Output, IkeSaId?> begins)
        {
            (_world, _member) = (world, member);
            var work = PacedWork.Work.Reestablish;
            world.OnOutput = (host, output) =>
            {
                if (host == world[member] && begins(output) is { } ike)
                {
                    work = output is Output.OfRedirection ? PacedWork.Work.Redirect : work;
                    _open.Add((world.Now + lasts[Begun.Count % lasts.Length], ike, work));
                    _most = Math.Max(_most, _open.Count);
                    Begun.Add((world.Now, ike));
                }
            };
        }

        public List<(Instant At, IkeSaId Ike)> Begun { get; } = [];

        public void Pass(TimeSpan time)
        {
            _world.Run(time.TotalSeconds);
            foreach (var done in _open.Where(open => open.At <= _world.Now).ToList())
            {
                _open.Remove(done);
                _world.Do(_member, new Input.WorkEnded(done.Work, done.Ike, null, IsDone: true));
            }
        }

        public void Holds(PacedWork.Config budget)
        {
            Assert.True(_most <= budget.AtOnceMax, $"{_most} at once");
            for (var first = 0; first < Begun.Count; first++)
            {
                for (var last = first; last < Begun.Count; last++)
                {
                    Assert.True(
                        last - first + 1
                        <= budget.BegunWithin(Begun[last].At - Begun[first].At));
                }
            }
        }
    }
}

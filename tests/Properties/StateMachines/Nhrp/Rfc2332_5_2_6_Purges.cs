using Holdfast.StateMachines;
using Holdfast.StateMachines.Nhrp;
using Holdfast.Tests.Properties.Codec.Samples;
using Instant = Holdfast.StateMachines.Instant;
using Server = Holdfast.StateMachines.Nhrp.NhrpServer;
using Shortcut = Holdfast.StateMachines.Nhrp.NhrpShortcut;

namespace Holdfast.Tests.Properties.StateMachines.Nhrp;

/// <summary>RFC 2332 §5.2.6: what becomes of a purge request that is not answered.</summary>
public sealed class Rfc2332_5_2_6_Purges
{
    private const int Runs = 300;

    [Fact]
    [Requirement("RFC2332-5.2.6-b")]
    [Requirement("RFC2332-5.2.0.1-b")]
    public void A_spoke_repeats_a_purge_until_it_is_answered_overtaken_or_sent_often_enough() =>
        ForAll.Cases(Runs, DrawShortcut, drawn =>
        {
            var sent = new PurgeLog<Binding>(drawn.Config.Purges);
            Shortcut.State last = Shortcut.Initial(drawn.Config, default);
            var now = default(Instant);
            foreach (var visit in Shortcut.Machine.Walk(drawn.Config, drawn.History))
            {
                See(visit);
            }

            // Nothing but time passes: the rest of it is sent, and then it is over.
            while (last.Purge is not null)
            {
                now = Instant.Latest(now, Shortcut.Deadline(drawn.Config, last)!.Value);
                Shortcut.Input tick = new Shortcut.Input.Tick();
                See(new(last, now, tick, Shortcut.Step(drawn.Config, last, now, tick)));
            }

            void See(Visit<Shortcut.State, Shortcut.Input, Shortcut.Output> visit)
            {
                (last, now) = (visit.Next.State, Instant.Latest(now, visit.Now));
                foreach (var output in visit.Next.Outputs)
                {
                    if (output is Shortcut.Output.SendPurge(var id, var binding))
                    {
                        sent.Send(id, binding, visit.Now);
                        Assert.Equal(id, last.Purge?.Id);
                    }
                }

                if (last.Purge is { } purge)
                {
                    sent.Waits(purge.Id, purge.Binding, purge.Sent, purge.DueAt);
                }

                if (visit.State.Purge is { } before && before.Id != last.Purge?.Id)
                {
                    Assert.True(
                        visit.Input is Shortcut.Input.PurgeAnswered(var id) ? id == before.Id
                        : visit.Input is Shortcut.Input.Tick && last.Purge is null
                            ? sent.IsOver(before.Id, visit.Now)
                        : last.Purge is not null
                            || (last is Shortcut.State.Live(_, var binding, _, _)
                                && binding.Nbma == before.Binding.Nbma),
                        $"{visit.Input} ends {before}");
                }
            }
        });

    [Fact]
    [Requirement("RFC2332-5.2.6-b")]
    [Requirement("RFC2332-5.2.0.1-b")]
    public void A_hub_repeats_a_purge_until_it_is_answered_overtaken_or_sent_often_enough() =>
        ForAll.Cases(Runs, DrawServer, drawn =>
        {
            var sent = new PurgeLog<(HostAddress To, HostAddress About)>(drawn.Config.Purges);
            var last = Server.Initial(drawn.Config, default);
            var now = default(Instant);
            foreach (var visit in Server.Machine.Walk(drawn.Config, drawn.History))
            {
                See(visit);
            }

            while (last.Purges.Count > 0)
            {
                // What was due while time went by is due now.
                now = Instant.Latest(now, Server.Deadline(drawn.Config, last)!.Value);
                Server.Input tick = new Server.Input.Tick();
                See(new(last, now, tick, Server.Step(drawn.Config, last, now, tick)));
            }

            void See(Visit<Server.State, Server.Input, Server.Output> visit)
            {
                (last, now) = (visit.Next.State, Instant.Latest(now, visit.Now));
                Assert.True(last.Purges.Count <= drawn.Config.PurgesMax);
                Assert.Equal(last.Purges.Count == 0, last.PurgeAt is null);
                foreach (var output in visit.Next.Outputs)
                {
                    if (output is Server.Output.SendPurge(var id, var to, var about))
                    {
                        sent.Send(id, (to, about), visit.Now);

                        // Beyond the most that may wait, a purge is sent once.
                        Assert.True(
                            last.Purges.Count == drawn.Config.PurgesMax
                            || last.Purges.Any(purge => purge.Id == id));
                    }
                }

                Assert.Equal(
                    last.Purges.Count,
                    last.Purges.Select(purge => (purge.To, purge.About)).Distinct().Count());
                foreach (var purge in last.Purges)
                {
                    sent.Waits(purge.Id, (purge.To, purge.About), purge.Sent, purge.DueAt);
                    Assert.True(last.PurgeAt <= purge.DueAt);
                }

                foreach (var before in visit.State.Purges)
                {
                    if (last.Purges.All(purge => purge.Id != before.Id))
                    {
                        Assert.True(
                            visit.Input switch
                            {
                                Server.Input.PurgeAnswered(var id, var from) =>
                                    (id, from) == (before.Id, before.To),
                                Server.Input.Asks(_, var asker, var egress) =>
                                    (asker, egress) == (before.To, before.About),
                                _ => (visit.Input is Server.Input.Tick
                                        && sent.IsOver(before.Id, visit.Now))
                                    || visit.Next.Outputs.AsEnumerable().Any(output =>
                                        output is Server.Output.SendPurge(_, var to, var about)
                                        && (to, about) == (before.To, before.About)),
                            },
                            $"{visit.Input} ends {before}");
                    }
                }
            }
        });

    /// <summary>
    /// The Delete is lost, and so are packets of NHRP, but never all of one purge: the other end
    /// drops its shortcut within the time in which both, spoke and hub, repeat.
    /// </summary>
    [Fact]
    [Requirement("RFC2332-5.2.5-a")]
    [Requirement("RFC2332-5.2.6-b")]
    public void A_shortcut_dropped_at_one_end_is_dropped_at_the_other_in_time_whatever_is_lost() =>
        ForAll.Cases(
            Runs,
            choices => (
                Sends: 1 + choices.Below(6),
                Lost: Enumerable.Range(0, 64).Select(_ => choices.Below(3) > 0).ToArray()),
            drawn =>
            {
                var world = new LossyDmvpn(drawn.Sends, drawn.Lost);
                Assert.True(world.IsInstalled(1));
                var begin = world.Now;
                world.LoseSa(0);
                while (world.IsInstalled(1))
                {
                    Assert.True(world.GoOn(), "nothing is due, and the shortcut is there");
                }

                Assert.False(world.IsInstalled(0));
                var bound = world.Repeats.Spread + world.Repeats.Spread;
                Assert.True(
                    world.Now - begin <= bound, $"{world.Now - begin} is more than {bound}");

                // And then it ends.
                while (world.GoOn())
                {
                }

                Assert.True(world.Sent <= drawn.Sends + (drawn.Sends * drawn.Sends));
            });

    [Fact]
    public void Without_repeats_one_lost_packet_leaves_a_shortcut_to_its_holding_time()
    {
        var world = new LossyDmvpn(1, [true]) { MayLoseAll = true };
        var begin = world.Now;
        world.LoseSa(0);
        while (world.IsInstalled(1))
        {
            Assert.True(world.GoOn());
        }

        Assert.Equal(LossyDmvpn.Holding, world.Now - begin);

        // With one repeat, the same loss costs one wait.
        world = new LossyDmvpn(2, [true]) { MayLoseAll = true };
        begin = world.Now;
        world.LoseSa(0);
        while (world.IsInstalled(1))
        {
            Assert.True(world.GoOn());
        }

        Assert.Equal(LossyDmvpn.RetryAfter, world.Now - begin);
    }

    private static (Shortcut.Config Config, Moment[] History) DrawShortcut(Choices choices) => (
        choices.Of(NhrpRuns.Shortcuts),
        [
            new Moment(Gap.None, 0, 1), new Moment(Gap.None, 0, 2), new Moment(Gap.None, 0, 6),
            new Moment(Gap.None, 0, 7),
            .. Moment.DrawMany(choices, Shortcut.Machine.Alphabet.Count),
        ]);

    private static (Server.Config Config, Moment[] History) DrawServer(Choices choices) => (
        choices.Of(NhrpRuns.Servers),
        [
            new Moment(Gap.None, 0, 0), new Moment(Gap.None, 0, 1), new Moment(Gap.None, 0, 2),
            new Moment(Gap.None, 0, 4), new Moment(Gap.None, 0, 7),
            .. Moment.DrawMany(choices, Server.Machine.Alphabet.Count),
        ]);

    /// <summary>What was sent when, by request ID.</summary>
    private sealed class PurgeLog<T>(PurgeRepeats repeats)
        where T : IEquatable<T>
    {
        private readonly Dictionary<uint, (T What, List<Instant> At)> _sent = [];

        public void Send(uint id, T what, Instant at)
        {
            if (!_sent.TryGetValue(id, out var log))
            {
                _sent[id] = log = (what, []);
            }

            Assert.Equal(log.What, what);
            log.At.Add(at);
            Assert.True(log.At.Count <= repeats.SendsMax, $"{id} is sent too often");
            if (log.At.Count > 1)
            {
                Assert.True(
                    log.At[^1] - log.At[^2] >= repeats.After(log.At.Count - 1),
                    $"{id} is sent again too early");
            }
        }

        public void Waits(uint id, T what, int sent, Instant dueAt)
        {
            var log = _sent[id];
            Assert.Equal((log.What, log.At.Count), (what, sent));
            Assert.Equal(log.At[^1] + repeats.After(sent), dueAt);
        }

        public bool IsOver(uint id, Instant now) =>
            _sent[id].At.Count == repeats.SendsMax
            && now - _sent[id].At[^1] >= repeats.After(repeats.SendsMax);
    }
}

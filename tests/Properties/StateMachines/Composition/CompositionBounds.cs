using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Redirection;
using Holdfast.StateMachines.Rri;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Composition.ClusterMember;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>What holds after every step of a member, whatever led to it.</summary>
public sealed class CompositionBounds
{
    private const int Runs = 300;

    [Fact]
    public void The_index_by_time_says_of_each_IKE_SA_when_its_first_machine_is_due() =>
        Walk((config, visit) =>
        {
            var state = visit.Next.State;
            Assert.Equal(
                state.Sas.Select(sa => (sa.Sa, At: DueOf(config, sa)))
                    .Where(due => due.At is not null)
                    .Select(due => new DueAt(due.At!.Value, due.Sa))
                    .OrderBy(due => due.Key),
                state.Due);
            if (state.Nhrp is { } nhrp)
            {
                Assert.Equal(
                    nhrp.Shortcuts
                        .Select(way => (way.Id, At: NhrpShortcut.Deadline(
                            config.NhrpShortcut!, way.State)))
                        .Where(due => due.At is not null)
                        .Select(due => new DueAt(due.At!.Value, due.Id))
                        .OrderBy(due => due.Key),
                    nhrp.Due);
            }
        });

    [Fact]
    public void A_step_releases_an_SA_once_and_only_where_it_had_routes_or_somebody_asks() =>
        Walk((_, visit) =>
        {
            var released = visit.Next.Outputs
                .Select(output => output is Output.OfRoutes(ReverseRouteInjection.Output.Release(
                    var sa)) ? sa : (ulong?)null)
                .OfType<ulong>().ToList();

            Assert.Equal(released.Distinct(), released);
            Assert.All(released, sa =>
            {
                Assert.False(visit.Next.State.Routes.Has(sa));
                Assert.True(
                    visit.State.Routes.Has(sa)
                    || (visit.Input is Input.ChildEnding(var asked) && asked.Value == sa));
            });
        });

    /// <summary>
    /// What the member knew is too old when it wakes, so its SAs are let go; and what wakes it is
    /// somebody who asks for the end of one.
    /// </summary>
    [Fact]
    public void An_SA_that_time_lets_go_in_the_step_that_asks_for_its_end_is_released_once()
    {
        var config = Reigning.Configs[0];
        var state = Reigning.From(config, Instant.Zero);
        var spi = Assert.Single(state.Replication.Replica.Sas.Children).Inbound;
        Assert.Single(state.Routes.Routes);
        state = Step(
            config, state, Instant.Zero,
            Machine.Alphabet.Single(letter => letter.Name == "vote lost").Make(config, state))
            .State;
        Assert.True(state.Routes.Has(spi.Value));

        var later = Instant.Zero + (2 * config.Replication.Settings.StaleFor);
        var next = Step(config, state, later, new Input.ChildEnding(spi));
        var released = new Output.OfRoutes(
            new ReverseRouteInjection.Output.Release(spi.Value));
        Assert.Single(next.Outputs.AsEnumerable(), output => output == released);
        Assert.False(next.State.Routes.Has(spi.Value));
    }

    [Fact]
    public void I34_A_shortcut_stands_only_while_this_member_reigns_over_an_SA_of_its_router() =>
        Walk(Reigning.Over(Machine, Reigning.Shortcuts), (config, visit) =>
        {
            var state = visit.Next.State;
            foreach (var way in state.Nhrp?.Shortcuts ?? default)
            {
                if (way.State is NhrpShortcut.State.Live or NhrpShortcut.State.Refreshing)
                {
                    Assert.True(state.IsOpen);
                    Assert.Contains(
                        state.Replication.Replica.Sas.Ikes,
                        ike => ike.Children.Count > 0 && config.PeerOf(ike.Peer) is { } at
                            && config.Peers[at].Addresses[0] == BindingOf(way.State).Nbma);
                }
            }
        });

    [Fact]
    public void I34_Every_way_that_was_installed_is_withdrawn_before_it_is_forgotten()
    {
        var machine = Reigning.Over(Machine, Reigning.Shortcuts);
        var installations = 0;
        ForAll.Cases(
            Runs,
            choices => Moment.DrawMany(choices, machine.Alphabet.Count),
            history =>
            {
                var installed = new HashSet<Binding>();
                foreach (var visit in machine.Walk(Reigning.Configs[^1], history))
                {
                    foreach (var output in visit.Next.Outputs)
                    {
                        switch (output)
                        {
                            case Output.OfShortcut(_, NhrpShortcut.Output.Install(var binding)):
                                Assert.True(installed.Add(binding));
                                installations++;
                                break;
                            case Output.OfShortcut(_, NhrpShortcut.Output.Withdraw(var binding)):
                                Assert.True(installed.Remove(binding));
                                break;
                        }
                    }

                    Assert.Equal(
                        visit.Next.State.Nhrp!.Shortcuts.Count(way => way.State
                            is NhrpShortcut.State.Live or NhrpShortcut.State.Refreshing),
                        installed.Count);
                }
            });
        Assert.True(installations > 0);
    }

    [Fact]
    public void Nothing_that_waits_grows_without_end() => Walk((config, visit) =>
    {
        var state = visit.Next.State;
        Assert.True((state.Tokens?.Asked.Count ?? 0) <= 1);
        Assert.True((state.Tokens?.Behind.Count ?? 0) <= MakerParts.QuestionsMax);
        Assert.True((state.Nhrp?.Shortcuts.Count ?? 0) <= config.Set.Nhrp.ShortcutsMax);
        Assert.Equal(
            state.Held.Count,
            state.Held.Select(held => (held.Ticket, held.Sa, held.Changes, held.Then)).Distinct()
                .Count());
    });

    /// <summary>
    /// Breadth first from a start and from a reign over an IKE SA, as far as so many states go: the
    /// bound is no guess, and nothing in a step needs it.
    /// </summary>
    [Fact]
    public void In_each_state_that_is_explored_no_step_leads_further_than_the_stated_stages()
    {
        const int statesMax = 400;
        var deepest = 0;
        foreach (var config in (ClusterMemberConfig[])[Reigning.Configs[0], Reigning.Configs[^1]])
        {
            foreach (var machine in (Machine<ClusterMemberConfig, State, Input, Output>[])
                [Machine, Reign])
            {
                var states = new List<State>();
                var known = new HashSet<State>();
                Add(machine.Initial(config, Instant.Zero));
                for (var at = 0; at < states.Count; at++)
                {
                    var state = states[at];
                    foreach (var letter in machine.Alphabet)
                    {
                        Try(state, letter.Make(config, state));
                    }

                    if (Deadline(config, state) is { } due)
                    {
                        Try(Rebase(state, Instant.Zero - due), new Input.Tick());
                    }
                }

                void Try(State state, Input input)
                {
                    foreach (var hop in Explain(config, state, Instant.Zero, input))
                    {
                        deepest = Math.Max(deepest, hop.Stage);
                        Assert.InRange(hop.Stage, 1, StagesMax);
                    }

                    Add(Step(config, state, Instant.Zero, input).State);
                }

                void Add(State state)
                {
                    var one = Normalize(config, state);
                    if (states.Count < statesMax && known.Add(one))
                    {
                        states.Add(one);
                    }
                }
            }
        }

        Assert.InRange(deepest, 6, StagesMax);
    }

    private static Machine<ClusterMemberConfig, State, Input, Output> Reign { get; } =
        Machine with { Initial = Reigning.From };

    private static void Walk(Action<ClusterMemberConfig, Visit<State, Input, Output>> look)
    {
        Walk(Reign, look);
        Walk(Machine, look);
    }

    private static void Walk(
        Machine<ClusterMemberConfig, State, Input, Output> machine,
        Action<ClusterMemberConfig, Visit<State, Input, Output>> look) =>
        ForAll.Cases(
            Runs,
            choices => (
                Config: choices.Of(Reigning.Configs),
                History: Moment.DrawMany(choices, machine.Alphabet.Count)),
            drawn =>
            {
                foreach (var visit in machine.Walk(drawn.Config, drawn.History))
                {
                    look(drawn.Config, visit);
                }
            });

    private static Binding BindingOf(NhrpShortcut.State state) => state switch
    {
        NhrpShortcut.State.Live live => live.Binding,
        NhrpShortcut.State.Refreshing refreshing => refreshing.Binding,
        NhrpShortcut.State.Opening opening => opening.Binding,
        NhrpShortcut.State.ViaHub or NhrpShortcut.State.Resolving => default,
    };

    private static Instant? DueOf(ClusterMemberConfig config, IkeSaParts sa) => new[]
    {
        sa.Liveness is { } liveness
            ? LivenessCheck.Deadline(config.LivenessOf(sa.PeerAt), liveness) : null,
        sa.Dpd is { } dpd ? DeadPeerDetection.Deadline(config.DpdOf(sa.PeerAt), dpd) : null,
        sa.MessageIds is { } ids ? MessageIds.Deadline(config.MessageIds, ids) : null,
        sa.Sync is { } sync ? MessageIdSync.Deadline(config.MessageIdSync, sync) : null,
        sa.Client is { } client ? RedirectGateway.Deadline(config.Redirection, client) : null,
    }.Min();
}

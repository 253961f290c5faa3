using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Composition.ClusterMember;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>Members with a machine that is wrong on purpose are found out.</summary>
public sealed class CompositionCanaries
{
    private const int Histories = 300;
    private const int NumbersInHistory = 512;

    [Fact]
    public void A_shortcut_that_outlives_its_SA_is_seen() => Assert.False(Holds(
        Machines.Shipped with
        {
            NhrpShortcut = (config, state, now, input) => input is NhrpShortcut.Input.SaDown
                ? new(state, default, new("canary", "deaf to the end of an SA"))
                : NhrpShortcut.Step(config, state, now, input),
        },
        Reigning.Shortcuts, StandsOverAnSa));

    [Fact]
    public void A_maker_that_shows_tokens_of_what_is_uncertain_is_seen() => Assert.False(Holds(
        Machines.Shipped with
        {
            TokenMaker = (config, state, now, input) => TokenMaker.Step(
                config, state, now,
                input is TokenMaker.Input.Asked(var question, SpiKnowledge.Uncertain)
                    ? new TokenMaker.Input.Asked(question, SpiKnowledge.Dead)
                    : input),
        },
        Reigning.Tokens, ShowsNoTokenInDoubt));

    [Fact]
    public void The_machines_as_they_are_shipped_are_not() => Assert.True(
        Holds(Machines.Shipped, Reigning.Shortcuts, StandsOverAnSa)
        && Holds(Machines.Shipped, Reigning.Tokens, ShowsNoTokenInDoubt));

    private static bool StandsOverAnSa(
        ClusterMemberConfig config, Visit<State, Input, Output> visit)
    {
        var state = visit.Next.State;
        return (state.Nhrp?.Shortcuts ?? default).All(way =>
            way.State is not (NhrpShortcut.State.Live or NhrpShortcut.State.Refreshing)
            || (state.IsOpen && state.Replication.Replica.Sas.Ikes.Any(
                ike => ike.Children.Count > 0)));
    }

    /// <summary>
    /// I20: a token is shown only when every other member has acknowledged the barrier of the
    /// question, or is off.
    /// </summary>
    private static bool ShowsNoTokenInDoubt(
        ClusterMemberConfig config, Visit<State, Input, Output> visit) =>
        !visit.Next.Outputs.Any(output => output is Output.OfTokenMaker(TokenMaker.Output.Reveal))
        || (visit.Input is Input.UnknownSpi asked
            && config.Replication.Others.All(other => asked.Down.Contains(other)
                || (asked.Barrier is { } barrier
                    && visit.State.Replication.Role is SaReplication.Role.Active active
                    && active.Views.Any(view => view.Member == other
                        && view.Place == SaReplication.Place.InSync
                        && view.Match >= barrier.Index))));

    private static bool Holds(
        Machines machines, string[] letters,
        Func<ClusterMemberConfig, Visit<State, Input, Output>, bool> law)
    {
        // The same histories in each run: a canary is caught by them for certain, or not at all.
        var machine = Reigning.Over(Of(machines), letters);
        return Enumerable.Range(1, Histories).All(seed => machine
            .Walk(
                Reigning.Configs[^1],
                Moment.DrawMany(
                    new(Choices.FromSeed(seed, NumbersInHistory)), machine.Alphabet.Count))
            .All(visit => law(Reigning.Configs[^1], visit)));
    }
}

using Holdfast.StateMachines.Links;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Links.LinkSelection;

namespace Holdfast.Tests.Properties.StateMachines.Links;

/// <summary>What holds for the choice of links over all histories.</summary>
public sealed class LinkInvariants
{
    private const int Runs = 300;

    internal static readonly Config[] Configs =
    [
        Checked(new()),
        Checked(new() { HoldDown = TimeSpan.Zero, Identity = Identity.EachLink }),
        Checked(new()
        {
            HoldDown = TimeSpan.FromTicks(3),
            StableAfter = TimeSpan.FromTicks(20),
            DoublingsMax = 2,
        }),
        Checked(new() { GoesBack = false, StableAfter = TimeSpan.Zero }),
    ];

    [Fact]
    public void Traffic_goes_over_a_link_that_works_whenever_there_is_one() => Hold(
        (_, visit) =>
        {
            var links = LinksOf(visit.Next.State);
            var over = LinkOf(visit.Next.State);
            Assert.Equal(links.Any(link => link.Works), over is not null);
            Assert.True(over is not { } at || links[at].Works);
        });

    [Fact]
    public void Traffic_moves_only_for_a_better_link_or_from_one_that_failed() => Hold(
        (config, visit) =>
        {
            var from = LinkOf(visit.State);
            var to = LinkOf(visit.Next.State);
            Assert.Equal(from != to, visit.Next.Outputs.Count > 0);
            if (from is { } before && to is { } after && before != after
                && LinksOf(visit.Next.State)[before].Works)
            {
                Assert.True(config.GoesBack && after < before);
                Assert.NotNull(LinksOf(visit.Next.State)[after].UsableSince);
            }
        });

    private static void Hold(Action<Config, Visit<State, Input, Output>> law) => ForAll.Cases(
        Runs,
        choices => (
            Config: choices.Of(Configs),
            History: Moment.DrawMany(choices, Machine.Alphabet.Count)),
        drawn =>
        {
            foreach (var visit in Machine.Walk(drawn.Config, drawn.History))
            {
                law(drawn.Config, visit);
            }
        });

    private static Config Checked(Settings settings) =>
        Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
}

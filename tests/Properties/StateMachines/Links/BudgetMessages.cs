using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Links.TimingBudget;

namespace Holdfast.Tests.Properties.StateMachines.Links;

/// <summary>What a budget says to change makes it hold.</summary>
public sealed class BudgetMessages
{
    private const int Runs = 500;

    [Fact]
    public void Each_change_of_a_finding_alone_makes_its_rule_hold() => ForAll.Cases(
        Runs, Draw, figures =>
        {
            foreach (var finding in Evaluate(figures))
            {
                Assert.NotEmpty(finding.Changes);
                foreach (var change in finding.Changes)
                {
                    var changed = figures.With(change.Setting, change.To);
                    Assert.DoesNotContain(Evaluate(changed), one => one.Rule == finding.Rule);
                    Assert.Contains(
                        change.Setting.ToString(), finding.Error.Change, StringComparison.Ordinal);
                }
            }
        });

    [Fact]
    public void Following_the_first_message_until_there_is_none_makes_the_budget_hold() =>
        ForAll.Cases(
            Runs, Draw, figures =>
            {
                var rounds = 0;
                while (Evaluate(figures) is { Count: > 0 } findings)
                {
                    // Once for each rule, and once more where two rules raise one setting.
                    Assert.True(rounds++ < 2 * Enum.GetValues<Rule>().Length, "no end");
                    var change = findings[0].Changes[0];
                    figures = figures.With(change.Setting, change.To);
                }
            });

    [Fact]
    public void A_rule_is_found_if_and_only_if_it_leaves_no_time() => ForAll.Cases(
        Runs, Draw, figures =>
        {
            var found = Evaluate(figures).Select(finding => finding.Rule).ToHashSet();
            foreach (var rule in Enum.GetValues<Rule>())
            {
                var isStrict = rule is Rule.PeerOutlastsTakeover or Rule.OwnQueriesOutlastRouting
                    or Rule.PeerQueriesOutlastRouting or Rule.PeerOutlastsLossOfStandby;
                var least = TimeSpan.FromTicks(isStrict ? 1 : 0);
                Assert.Equal(Slack(figures, rule) < least, found.Contains(rule));
            }
        });

    /// <summary>Times of any magnitude up to a day, some of them unknown.</summary>
    private static Figures Draw(Choices choices) => Enum.GetValues<Setting>().Aggregate(
        Figures.None,
        (figures, setting) => choices.Below(10) == 0
            ? figures
            : figures.With(
                setting,
                TimeSpan.FromTicks((long)choices.Number(choices.Below(40) + 1) % Day)));

    private const long Day = TimeSpan.TicksPerDay;
}

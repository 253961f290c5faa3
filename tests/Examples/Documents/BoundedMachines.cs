using System.Globalization;
using System.Reflection;
using System.Text;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Graphs;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Examples.StateMachines;
using Holdfast.Tests.Examples.StateMachines.Ike.Exchanges;
using Holdfast.Tests.Interop.ModelCheckers;

namespace Holdfast.Tests.Examples.Documents;

/// <summary>docs/machines/bounded.md: which machines have finitely many states, and how many; and
/// why the others have not.</summary>
public sealed class BoundedMachines
{
    private const int StatesMax = 12_000;

    private static readonly Dictionary<string, string> Endless = new(StringComparer.Ordinal)
    {
        [nameof(ClusterMember)] = "it holds SaReplication and IkeExchanges, for any number of SAs",
        [nameof(IkeExchanges)] =
            "rekeys follow rekeys: each has SPIs, keys and a message ID of its own",
        [nameof(SaReplication)] = "the log, the reigns and the spells grow with each fact",
    };

    private static Dictionary<string, int> Letters { get; } = (
        from type in typeof(Machine<,,,>).Assembly.GetExportedTypes()
        let value = type.GetProperty("Machine", BindingFlags.Public | BindingFlags.Static)
        where value is { PropertyType.IsGenericType: true }
            && value.PropertyType.GetGenericTypeDefinition() == typeof(Machine<,,,>)
        select (type.Name, OraclesPage.LettersOf(value.GetValue(null)!)))
        .ToDictionary(StringComparer.Ordinal);

    [Fact]
    public void Each_machine_is_counted_or_says_why_not()
    {
        Assert.True(Letters.Count > 30, $"{Letters.Count} machines");
        Assert.Equal(
            Letters.Keys.Order(StringComparer.Ordinal),
            SmallMachines.All.Select(one => one.Name).Where(Letters.ContainsKey)
                .Concat(Endless.Keys).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_grows_without_end_has_more_states_than_any_that_is_counted()
    {
        Assert.False(LocalExploration.Explore(
            IkeExchanges.Machine,
            ExchangeCases.Checked(
                new() { ChildrenMax = 1, WaitingMax = 1, HeldMax = 1, RetriesMax = 1 }),
            TimeSpan.FromHours(1), StatesMax).IsComplete);
        Assert.False(LocalExploration.Explore(
            SaReplication.Machine, SaReplication.Config.Create(new()), TimeSpan.FromHours(1),
            StatesMax).IsComplete);
    }

    [Fact]
    public void The_page_says_how_many_states_each_has()
    {
        var text = new StringBuilder();
        text.Append(
            """
            # Bounded machines

            With ages that saturate and counters that are folded, each of these machines has finitely many states in a configuration with times of a few units: that of its page. `states` is what
            our own walk finds, by any letter at any time, a tick when it is due and a unit of time when nothing is; `steps` is how many of these there are. Spin finds the same two numbers in the table
            of the machine, with times and laws said in Promela ([how](../prove.md#another-model-checker), [ADR 104](../adr/0104-machines-alone-for-spin.md)). The tests make this page, and fail where a machine is on neither list.

            | machine | letters | states | steps |
            |---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var one in SmallMachines.All.OrderBy(one => one.Name, StringComparer.Ordinal))
        {
            var (states, steps) = one.Count();
            Assert.True(states < StatesMax, one.Name);
            var all = Letters.Single(
                machine => one.Name.StartsWith(machine.Key, StringComparison.Ordinal)
                    && (one.Name == machine.Key || !Letters.ContainsKey(one.Name))).Value;
            text.Append(CultureInfo.InvariantCulture, $"| {Link(one.Name)} ");
            text.Append(one.Letters == all ? $"| {all} " : $"| {one.Letters} of {all} ");
            text.Append(CultureInfo.InvariantCulture, $"| {states} | {steps} |\n");
        }

        text.Append(
            """

            `HsrpGroupLiteral` is HsrpGroup to the letter of RFC 2281, and `HsrpGroupAllLetters` hears what the page of HsrpGroup leaves out: tracked links, permission, sync. All letters of a pair lead to more
            states than a page or a table should have; the [worlds](worlds.md) `hsrp-pair` search two of them.

            Not bounded, and counted in worlds alone, whose faults end:

            | machine | why |
            |---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var (name, why) in Endless.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {Link(name)} | {why} |\n");
        }

        MachinePage.IsFile("bounded.md", text.ToString());
    }

    private static string Link(string name) => name == "HsrpGroupAllLetters"
        ? name : $"[{name}]({name}.md)";
}

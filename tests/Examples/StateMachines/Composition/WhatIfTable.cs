using System.Text;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Composition.WhatIf;
using static Holdfast.Tests.Examples.StateMachines.Composition.ConfigTexts;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>
/// What becomes of traffic, whatever dies, in each sample of a cluster and in each situation that
/// makes a difference: what-if.txt beside this file. HOLDFAST_UPDATE_GOLDENS=1 writes it, for a
/// review.
/// </summary>
public sealed class WhatIfTable
{
    private const string Told = "tests/Examples/StateMachines/Composition/what-if.txt";

    [Fact]
    public void What_becomes_of_traffic_is_the_table()
    {
        var told = new StringBuilder(
            "Whoever takes over knows all, unless its standing is told.\n");
        var rules = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var sample in ConfigTexts.Samples)
        {
            var config = Read(Sample(sample));
            told.Append('\n');
            Row(told, $"{sample}: what dies", Failures(config).Select(Text));
            foreach (var (name, now) in WhatIfSituations.Of(config))
            {
                var all = All(config, now).ToArray();
                Row(told, name, all.Select(Text));
                foreach (var one in all)
                {
                    rules.TryAdd($"{one.Reason}", new(StringComparer.Ordinal));
                    rules[$"{one.Reason}"].Add($"{Text(one.Failure).Split(' ')[0]}"
                        + $" {(one.Outcome == Outcome.GoesOn ? "goes on" : Text(one.Outcome))}");
                }
            }
        }

        told.Append("\nBy which rule:\n");
        foreach (var (rule, cases) in rules)
        {
            told.Append($"{rule}: {string.Join(", ", cases)}\n");
        }

        IsUpToDate(Told, told.ToString());
    }

    private static void Row(StringBuilder told, string name, IEnumerable<string> cells) =>
        told.Append($"{name,-19}{string.Concat(cells.Select(cell => $"| {cell,-13}"))}".TrimEnd())
            .Append('\n');

    private static string Text(Failure failure) => failure switch
    {
        Failure.OfMember(var member) => $"member {member}",
        Failure.OfLink(var link) => $"link {link}",
        Failure.OfSide(HsrpPair.Side.Front) => "front",
        Failure.OfSide(HsrpPair.Side.Back) => "back",
        Failure.OfPath(var peer) => $"path {peer}",
        Failure.OfSyncChannel => "sync channel",
    };

    private static string Text(Prediction one) => one.Standing is null or StandingKind.Synced
        ? Text(one.Outcome)
        : $"{Text(one.Outcome)}, {one.Standing}".ToLowerInvariant();

    private static string Text(Outcome outcome) => outcome switch
    {
        Outcome.GoesOn => "",
        Outcome.Rerouted => "rerouted",
        Outcome.TakenOver => "over",
        Outcome.TakenOverOnceFenced => "fence",
        Outcome.MayMove => "may",
        Outcome.PeerCutOff => "cut off",
        Outcome.Outage => "outage",
    };
}

using System.Security.Cryptography;
using System.Text;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Composition.WhatIf;
using static Holdfast.Tests.Examples.StateMachines.Composition.ConfigTexts;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>
/// All that is predicted, with its times, its losses and its peers at risk, in every combination of
/// what a situation is made of: a checksum for each failure and each of its outcomes in
/// what-if-numbers.txt beside this file. The outcomes of single situations are in what-if.txt.
/// </summary>
public sealed class WhatIfNumbers
{
    private static readonly TimeSpan[] Ages =
        [TimeSpan.Zero, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(9), TimeSpan.FromHours(1)];

    public static TheoryData<string> Samples => [.. ConfigTexts.Samples];

    [Theory]
    [MemberData(nameof(Samples))]
    public void All_that_is_predicted_is_listed(string sample)
    {
        var told = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        var given = Read(Sample(sample));
        foreach (var config in Configs(given))
        {
            foreach (var now in Situations(config))
            {
                foreach (var one in All(config, now))
                {
                    var key = $"{one.Failure}: {one.Outcome}, {one.Reason}";
                    told.TryAdd(key, []);
                    told[key].Add($"{one}");
                }
            }
        }

        IsUpToDate(
            $"tests/Examples/StateMachines/Composition/what-if-{sample}.txt",
            string.Concat(told.Select(
                one => $"{Sum(one.Value)} {one.Value.Count,5}  {one.Key}\n")));
    }

    private static IEnumerable<ClusterMemberConfig> Configs(ClusterMemberConfig config) =>
        from solo in Enum.GetValues<SoloPolicy>()
        from commit in Enum.GetValues<CommitRule>()
        let settings = config.Set with
        {
            Replication = config.Set.Replication with { Solo = solo, Commit = commit },
        }
        select ClusterMemberConfig.Of(settings);

    private static IEnumerable<Situation> Situations(ClusterMemberConfig config)
    {
        var planned = Situation.Planned(config);
        var links = planned.LinksWork.Count;
        foreach (var (_, now) in WhatIfSituations.Of(config))
        {
            yield return now;
        }

        foreach (var standing in Enum.GetValues<StandingKind>())
        {
            foreach (var age in Ages)
            {
                foreach (var priority in (uint?[])[null, 0, 100, 255])
                {
                    foreach (var down in (uint[])[0, 1, 3])
                    {
                        yield return planned with
                        {
                            Candidates =
                            [
                                .. planned.Candidates.Select((one, at) => at == 0
                                    ? one with { Standing = standing, Age = age }
                                    : one),
                            ],
                            StandbyPriority = priority,
                            LinksDown = down,
                            Over = (int)down < links ? (int)down : null,
                            LinksWork =
                            [
                                .. planned.LinksWork.Select((_, at) => (down >> at & 1) == 0),
                            ],
                        };
                    }
                }
            }
        }
    }

    private static string Sum(List<string> all) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', all))))[..8];
}

using System.Text;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>Times of replication that a text leaves out fit the hold time of its first hop.
/// </summary>
public sealed class FittedReplicationTimes
{
    [Theory]
    [InlineData("3s", "10s", "", 10_000, 250, 12_000, 10_000)]
    [InlineData("300ms", "1s", "", 1_000, 250, 1_450, 1_000)]
    [InlineData("50ms", "150ms", "", 150, 150, 500, 250)]
    [InlineData("1s", "3s", "\"synced_for\": \"9s\"", 3_000, 250, 9_000, 4_500)]
    [InlineData("1s", "3s", "\"heartbeat\": \"200ms\"", 3_000, 400, 4_200, 3_000)]
    [InlineData("1s", "3s", "\"detect_within\": \"5s\", \"hold_time\": \"1s\"", 5_000, 250, 6_000, 1_000)]
    public void They_are_as_long_as_they_must_be(
        string hello, string hold, string set, int detect, int silent, int synced, int sleep)
    {
        var times = Read(hello, hold, set).Set.Replication;
        Assert.Equal(
            (detect, silent, synced, sleep),
            (times.DetectWithin.TotalMilliseconds, times.SilentAfter.TotalMilliseconds,
                times.SyncedFor.TotalMilliseconds, times.HoldTime.TotalMilliseconds));
    }

    [Theory]
    [InlineData(20, 50)]
    [InlineData(34, 102)]
    [InlineData(100, 999)]
    [InlineData(3_000, 60_000)]
    public void Whatever_the_hold_time_a_standby_is_synced_when_it_takes_over(int hello, int hold)
    {
        var config = Read($"{hello}ms", $"{hold}ms", "");
        var times = config.Set.Replication;
        Assert.True(SaReplication.Config.TryCreate(times, out _, out var error), error.ToString());
        Assert.DoesNotContain(
            config.Warnings,
            warning => warning.Rule is TimingBudget.Rule.StandbyIsSyncedAtTakeover
                or TimingBudget.Rule.FirstHopOutlastsSilence);
    }

    private static ClusterMemberConfig Read(string hello, string hold, string set)
    {
        string Group(int group, string net) => $$"""
            {
              "version": "v2", "group": {{group}}, "address": "{{net}}.1",
              "virtual_address": "{{net}}.5", "hello_time": "{{hello}}", "hold_time": "{{hold}}"
            }
            """;
        var text = $$"""
            {
              "cluster": "mars", "self": 1,
              "members": [{ "number": 1, "name": "alice" }, { "number": 2, "name": "moon" }],
              "hsrp": { "front": {{Group(1, "192.168.0")}}, "back": {{Group(2, "10.1.0")}} },
              "replication": { {{set}} }
            }
            """;
        Assert.True(
            ClusterMemberJson.TryRead(Encoding.UTF8.GetBytes(text), out var config, out var error),
            error.ToString());
        return config;
    }
}

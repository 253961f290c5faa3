using Holdfast.Gateway.Running;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Examples.Cli;

namespace Holdfast.Tests.Examples.Gateway.Running;

/// <summary>A takeover that happens nowhere comes as far as the real one.</summary>
public sealed class Rehearsals
{
    [Theory]
    [InlineData("alice")]
    [InlineData("tight")]
    public void It_ends_where_traffic_passes(string member)
    {
        var text = File.ReadAllBytes(ToolRun.File($"samples/clusters/{member}.json"));
        Assert.True(ClusterMemberJson.TryRead(text, out var config, out _));

        var played = Rehearsal.Play(config, Instant.FromMilliseconds(123_456));
        Assert.True(played.IsOpen);
        Assert.IsType<SaReplication.Role.Active>(played.Replication.Role);
    }

    [Fact]
    public void A_status_is_read_as_it_was_written()
    {
        var status = new MemberStatus
        {
            Cluster = "lab",
            Member = "alice",
            Role = "active",
            Epoch = "7.1",
            IsOpen = true,
            Groups = [new("front", "Active", "192.168.0.5", 110, "hsrp1f")],
            Others = [new("moon", true)],
            Drain = "serving",
            IkeSas = 1,
            ChildSas = 2,
            Traffic = new(
                1, 100, 2, 200, 3, 4, new Dictionary<string, ulong> { ["no_sa"] = 5 }),
            GuardDrops = 1,
            Uptime = 2.5,
        };
        var read = MemberStatus.Read(status.ToJson())!;
        Assert.Equal(status.ToJson(), read.ToJson());
        Assert.Contains("\"drops\":{\"no_sa\":5}", status.ToJson());
        Assert.Contains("\"virtual_address\":\"192.168.0.5\"", status.ToJson());
        Assert.Null(MemberStatus.Read("""{"error":"asks for nothing that is known"}"""));
    }
}

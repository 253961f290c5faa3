using System.Buffers;
using System.Text.Json.Nodes;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Liveness;

namespace Holdfast.Tests;

/// <summary>Configurations of members as JSON documents that tests change.</summary>
internal static class ConfigDocuments
{
    /// <summary>A document in which every field has a value.</summary>
    public static JsonNode Whole()
    {
        var config = ClusterMemberConfig.Of(WholeSettings());
        var text = new ArrayBufferWriter<byte>();
        ClusterMemberJson.Write(text, config);
        return JsonNode.Parse(text.WrittenSpan)!;
    }

    /// <summary>The document with another value at a path as <c>$.members[1].name</c>.</summary>
    public static JsonNode With(JsonNode document, string path, JsonNode? value)
    {
        var copy = document.DeepClone();
        var at = copy;
        var steps = path.Replace("[", ".[", StringComparison.Ordinal).Split('.')[1..];
        foreach (var step in steps[..^1])
        {
            at = Step(at, step);
        }

        if (steps[^1][0] == '[')
        {
            at.AsArray()[Index(steps[^1])] = value?.DeepClone();
        }
        else
        {
            at[steps[^1]] = value?.DeepClone();
        }

        return copy;
    }

    private static JsonNode Step(JsonNode at, string step) =>
        step[0] == '[' ? at.AsArray()[Index(step)]! : at[step]!;

    private static int Index(string step) =>
        int.Parse(step[1..^1], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Settings in which every one has a value.</summary>
    public static ClusterMemberConfig.Settings WholeSettings()
    {
        var link = new Holdfast.StateMachines.Hsrp.HsrpGroup.TrackedLink("uplink", 20);
        var front = new Holdfast.StateMachines.Hsrp.HsrpGroup.Settings
        {
            Address = Holdfast.StateMachines.HostAddress.Parse("192.168.0.1"),
            VirtualAddress = Holdfast.StateMachines.HostAddress.Parse("192.168.0.5"),
            HelloTime = TimeSpan.FromSeconds(3),
            HoldTime = TimeSpan.FromSeconds(10),
            Preempt = true,
            Links = [link],
        };
        return new()
        {
            Cluster = "mars",
            Self = 1,
            Members =
            [
                Member(1, "alice"), Member(2, "moon"), Member(3, "sun"),
            ],
            Hsrp = new(front, front with { Group = 2 }),
            Links = new() { TrackedAs = "uplink" },
            Liveness = new() { GiveUpAfter = TimeSpan.FromMinutes(2) },
            Qcd = new()
            {
                Maker = new() { RolloverEvery = TimeSpan.FromDays(1) },
                Taker = new(),
            },
            Nhrp = new()
            {
                Server = new(),
                Registration = new(),
                Hubs = [Holdfast.StateMachines.HostAddress.Parse("192.0.2.9")],
                Shortcut = new(),
            },
            Timing = new()
            {
                RoutingDetection = TimeSpan.FromSeconds(1),
                RoutingConvergence = TimeSpan.FromSeconds(1),
                OutageMax = TimeSpan.FromSeconds(10),
                SnapshotTransfer = TimeSpan.FromSeconds(1),
            },
            Peers =
            [
                Peer("carol", ClusterMemberConfig.IkeVersion.V2),
                Peer("dave", ClusterMemberConfig.IkeVersion.V1),
            ],
        };
    }

    private static ClusterMemberConfig.Member Member(byte number, string name) => new()
    {
        Number = number,
        Name = name,
        Address = Holdfast.StateMachines.HostAddress.Parse($"10.255.0.{number}"),
        Gateway = Holdfast.StateMachines.HostAddress.Parse($"198.51.100.{number}"),
    };

    private static ClusterMemberConfig.Peer Peer(
        string name, ClusterMemberConfig.IkeVersion version)
    {
        var isNew = version == ClusterMemberConfig.IkeVersion.V2;
        var liveness = isNew ? new LivenessCheck.Settings() : null;
        var dpd = isNew ? null : new DeadPeerDetection.Settings();
        return new()
        {
            Name = name,
            Version = version,
            Identity = new([2, 0, 0, 0, .. System.Text.Encoding.ASCII.GetBytes(name)]),
            Addresses = [Holdfast.StateMachines.HostAddress.Parse("192.0.2.1")],
            Traits = isNew
                ? Holdfast.StateMachines.Replication.IkeTraits.MessageIdSync
                : Holdfast.StateMachines.Replication.IkeTraits.DeadPeerDetection,
            Liveness = liveness,
            Dpd = dpd,
            WatchesUs = new() { Liveness = liveness, Dpd = dpd, HearsUsSteadily = true },
            ChildSas =
            [
                new()
                {
                    Name = "lan",
                    Remote = [Holdfast.StateMachines.Rri.Prefix.Parse("10.2.0.0/16")],
                },
            ],
        };
    }
}

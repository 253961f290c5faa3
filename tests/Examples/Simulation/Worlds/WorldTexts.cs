using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Composition;

namespace Holdfast.Tests.Examples.Simulation.Worlds;

/// <summary>Worlds as text, for examples.</summary>
internal static class WorldTexts
{
    /// <summary>The smallest text that can stand, but for its last fault.</summary>
    public const string Smallest = """
        {
          "world": {
            "name": "small",
            "members": [{ "name": "alice", "number": 1 }],
            "gateways": [
              { "name": "mars", "members": ["alice"], "front": "outside", "back": "inside" }
            ],
            "peers": [{ "name": "carol", "gateways": ["mars"] }],
            "hosts": [{ "name": "host" }, { "name": "far", "behind": "carol" }],
            "segments": [
              { "name": "outside", "kind": "outside" },
              { "name": "inside", "kind": "inside" }
            ],
            "links": [
              { "who": "alice", "segment": "outside" },
              { "who": "alice", "segment": "inside" },
              { "who": "carol", "segment": "outside" },
              { "who": "host", "segment": "inside" }
            ],
            "sas": [{ "peer": "carol" }],
            "flows": [{ "from": "host", "to": "far" }]
          },
          "faults": [
            { "at": "30s", "fault": { "crash": { "who": "alice" } } }
          ]
        }
        """;

    /// <summary>The schema, as it is made.</summary>
    public static JsonNode Schema()
    {
        var text = new ArrayBufferWriter<byte>();
        WorldScenarioJson.WriteSchema(text);
        return JsonNode.Parse(text.WrittenSpan)!;
    }

    /// <summary>Reads a text that can stand.</summary>
    public static WorldScenario Read(string text)
    {
        Assert.True(
            WorldScenarioJson.TryRead(Encoding.UTF8.GetBytes(text), out var read, out var error),
            $"{error}");
        return read;
    }

    /// <summary>The error of a text that cannot stand.</summary>
    public static ConfigTextError Wrong(string text)
    {
        Assert.False(
            WorldScenarioJson.TryRead(Encoding.UTF8.GetBytes(text), out var read, out var error));
        Assert.Null(read);
        return error;
    }

    /// <summary>Writes a scenario.</summary>
    public static string Write(WorldScenario scenario)
    {
        var text = new ArrayBufferWriter<byte>();
        WorldScenarioJson.Write(text, scenario);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}

using System.Buffers;
using Holdfast.StateMachines.Composition;

namespace Holdfast.Fuzz.Json;

/// <summary>The configuration of a member, docs/cluster-member-json.md.</summary>
internal sealed class ClusterConfigTarget : JsonTarget<ClusterMemberConfig>
{
    /// <inheritdoc/>
    public override string Name => "config-json";

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        """
        {
          "cluster": "mercury", "self": 2,
          "members": [{ "number": 1, "name": "alice" }, { "number": 2, "name": "moon" }],
          "hsrp": {
            "front": {
              "address": "192.168.0.2", "virtual_address": "192.168.0.5",
              "hello_time": "3s", "hold_time": "10s"
            },
            "back": {
              "address": "10.1.0.2", "virtual_address": "10.1.0.5",
              "hello_time": "3s", "hold_time": "10s"
            }
          },
          "peers": [
            {
              "name": "carol", "addresses": ["192.0.2.10"],
              "child_sas": [{ "name": "carol-lan", "remote": ["10.2.0.0/16"] }]
            }
          ]
        }
        """u8.ToArray(),
    ];

    private protected override bool TryRead(
        ReadOnlySpan<byte> text, out ClusterMemberConfig? value, out ConfigTextError error) =>
        ClusterMemberJson.TryRead(text, out value, out error);

    private protected override void Write(IBufferWriter<byte> to, ClusterMemberConfig value) =>
        ClusterMemberJson.Write(to, value);

    private protected override bool AreSame(ClusterMemberConfig one, ClusterMemberConfig other) =>
        one.Set.Equals(other.Set);
}

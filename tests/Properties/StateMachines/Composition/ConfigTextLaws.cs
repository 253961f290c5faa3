using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Holdfast.StateMachines.Composition;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>Configurations of members as text.</summary>
public sealed class ConfigTextLaws()
    : JsonTextLaws<ClusterMemberConfig>(
        JsonNode.Parse(Written(ClusterMemberJson.WriteSchema))!, ConfigDocuments.Whole())
{
    private protected override int ValidMin => 100;

    private protected override bool TryRead(
        ReadOnlySpan<byte> text, [NotNullWhen(true)] out ClusterMemberConfig? value,
        out ConfigTextError error) => ClusterMemberJson.TryRead(text, out value, out error);

    private protected override void Write(IBufferWriter<byte> to, ClusterMemberConfig value) =>
        ClusterMemberJson.Write(to, value);
}

namespace Holdfast.Tests.Interop.Comparison;

/// <summary>One place where tshark and the decoder do not say the same.</summary>
/// <param name="Packet">The number of the packet in its capture.</param>
/// <param name="Path">Layer and field, such as <c>ike.payloads[2].group</c>.</param>
/// <param name="Expected">What tshark says.</param>
/// <param name="Actual">What the decoder says.</param>
internal sealed record Difference(ulong Packet, string Path, string Expected, string Actual)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"packet {Packet}, {Path}: tshark {Short(Expected)}, holdfast {Short(Actual)}";

    private static string Short(string text) => text.Length <= 120 ? text : text[..120] + "…";
}

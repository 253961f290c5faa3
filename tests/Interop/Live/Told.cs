using Xunit.Abstractions;

namespace Holdfast.Tests.Interop.Live;

/// <summary>What a test has measured: whoever runs it reads it while it runs, whether it passes or
/// not.</summary>
/// <param name="sink">Where messages go that are no results.</param>
public sealed class Told(IMessageSink sink)
{
    /// <summary>Tells a line.</summary>
    /// <param name="text">What was measured.</param>
    internal void Line(string text) => sink.OnMessage(new Xunit.Sdk.DiagnosticMessage(text));
}

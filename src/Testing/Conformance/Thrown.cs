using System.Diagnostics;

namespace Holdfast.Testing.Conformance;

/// <summary>What an implementation throws, and where in its own code.</summary>
internal static class Thrown
{
    private const int FramesMax = 3;

    /// <summary>The exception, and the first frames that are not the kit's.</summary>
    public static string Text(Exception thrown) => string.Join("\n      ", [
        $"it threw {thrown.GetType().Name}: {thrown.Message}",
        .. new StackTrace(thrown, fNeedFileInfo: true).GetFrames()
            .TakeWhile(frame => !IsOfTheKit(frame)).Take(FramesMax).Select(Text),
    ]);

    private static bool IsOfTheKit(StackFrame frame) =>
        DiagnosticMethodInfo.Create(frame)?.DeclaringAssemblyName
            == typeof(Thrown).Assembly.FullName;

    private static string Text(StackFrame frame)
    {
        var method = DiagnosticMethodInfo.Create(frame);
        var place = frame.GetFileName() is { } file
            ? $" ({Path.GetFileName(file)}, line {frame.GetFileLineNumber()})"
            : "";
        return $"at {method?.DeclaringTypeName}.{method?.Name}{place}";
    }
}

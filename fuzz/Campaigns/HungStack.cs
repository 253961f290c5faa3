using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Holdfast.Fuzz.Campaigns;

/// <summary>
/// Where a process is that does not end: the methods that several looks at its stack have in
/// common, as the runtime's own <c>createdump</c> tells them. What is below them changes from one
/// look to the next, and is no place.
/// </summary>
internal static class HungStack
{
    private const int Looks = 5;
    private const string Ours = "Holdfast.";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The methods, the innermost first; none where nobody may look, or it has ended.
    /// </summary>
    /// <param name="process">The number of a process that runs the runtime of this one.</param>
    public static IReadOnlyList<string> Of(int process)
    {
        var looks = new List<IReadOnlyList<string>>();
        for (var look = 0; look < Looks; look++)
        {
            if (Look(process) is not { Count: > 0 } stack)
            {
                return [];
            }

            looks.Add(stack);
            Thread.Sleep(Pause);
        }

        return Common(looks);
    }

    /// <summary>What stacks have in common from their outer end, the innermost first.</summary>
    public static IReadOnlyList<string> Common(IReadOnlyList<IReadOnlyList<string>> stacks)
    {
        var outer = stacks.Select(stack => stack.Reverse().ToArray()).ToArray();
        var common = outer[0].TakeWhile((method, at) =>
            outer.All(stack => at < stack.Length && stack[at] == method));
        return [.. common.Reverse()];
    }

    private static IReadOnlyList<string> Look(int process)
    {
        var folder = Directory.CreateTempSubdirectory("holdfast");
        try
        {
            var file = Path.Combine(folder.FullName, "stack");
            using var look = Process.Start(new ProcessStartInfo(
                Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "createdump"),
                ["--crashreportonly", "-f", file, $"{process}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            _ = look.StandardOutput.ReadToEndAsync();
            _ = look.StandardError.ReadToEndAsync();
            if (!look.WaitForExit(Patience))
            {
                look.Kill();
                look.WaitForExit();
                return [];
            }

            return File.Exists(file + ".crashreport.json")
                ? Read(File.ReadAllText(file + ".crashreport.json"))
                : [];
        }
        catch (Exception thrown) when (thrown is IOException or JsonException
            or UnauthorizedAccessException or System.ComponentModel.Win32Exception
            or KeyNotFoundException or InvalidOperationException)
        {
            return [];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Of all threads the one that is deepest in what is ours; of a method its name alone.
    private static string[] Read(string report)
    {
        using var text = JsonDocument.Parse(report);
        return text.RootElement.GetProperty("payload").GetProperty("threads").EnumerateArray()
            .Select(thread => thread.GetProperty("stack_frames").EnumerateArray()
                .Select(frame => frame.TryGetProperty("method_name", out var name)
                    ? name.GetString()!.Split('(')[0]
                    : null)
                .OfType<string>().ToArray())
            .MaxBy(stack => stack.Count(
                method => method.StartsWith(Ours, StringComparison.Ordinal))) ?? [];
    }
}

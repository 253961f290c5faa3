using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Fuzz.Campaigns;

/// <summary>Tells one finding from another: by the claim, or by where it was thrown.</summary>
internal static class Triage
{
    private const int FramesMax = 5;

    /// <summary>The name of a finding: the same for the same stack.</summary>
    public static string NameOf(Exception thrown)
    {
        var text = new StringBuilder(thrown.GetType().Name);
        if (thrown is ClaimBrokenException broken)
        {
            text.Append(broken.Claim);
        }

        foreach (var frame in Frames(thrown))
        {
            text.Append('|').Append(frame);
        }

        var kind = thrown is ClaimBrokenException ? "claim" : "throw";
        return $"{kind}-{HashOf(text.ToString())}";
    }

    private static string HashOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];

    /// <summary>The name of the end of a process, by what the runtime wrote about its stack: of an
    /// overflow each method once, in their order, whatever the depth was. Where it wrote nothing
    /// nobody knows what two of them have in common: each input is a finding of its own.</summary>
    public static string NameOf(int exitCode, string error, ReadOnlySpan<byte> input)
    {
        var lines = error.Split('\n').Select(line => line.Trim())
            .Where(line => line.StartsWith("at ", StringComparison.Ordinal))
            .Select(line => line[3..].Split('(')[0]);
        return $"crash-{exitCode}-{PlaceOf(lines, input)}";
    }

    /// <summary>The name of an input that does not end, by the methods in which it stays, the
    /// innermost first. Where nobody could look each input is a finding of its own.</summary>
    public static string NameOfHang(IEnumerable<string> stack, ReadOnlySpan<byte> input) =>
        $"hang-{PlaceOf(stack, input)}";

    private static string PlaceOf(IEnumerable<string> stack, ReadOnlySpan<byte> input)
    {
        string[] methods =
        [
            .. stack.Where(method => method.StartsWith("Holdfast.", StringComparison.Ordinal)
                    && !method.StartsWith("Holdfast.Fuzz.Campaigns.W", StringComparison.Ordinal))
                .Distinct().Take(FramesMax),
        ];
        return methods.Length > 0 ? HashOf(string.Join('|', methods)) : Folder.NameOf(input);
    }

    /// <summary>What happened, for people.</summary>
    public static string Say(Exception thrown) =>
        $"{thrown.GetType().Name}: {thrown.Message}\n{thrown.StackTrace}";

    /// <summary>What happened where nothing more did, for people.</summary>
    /// <param name="taken">How much of the processor it has had, with all that runs beside it in
    /// its process.</param>
    /// <param name="passed">How long it took.</param>
    /// <param name="stack">Where it stays.</param>
    public static string SayHang(
        TimeSpan taken, TimeSpan passed, IEnumerable<string> stack) =>
        string.Join(
            "\n   at ", stack.Prepend(string.Create(
                CultureInfo.InvariantCulture,
                $"no end within {passed.TotalSeconds:0} s, of which it had the processor for "
                    + $"{taken.TotalSeconds:0} s")));

    // Of the library alone: who asked is no part of what broke.
    private static IEnumerable<string> Frames(Exception thrown) =>
        new StackTrace(thrown).GetFrames()
            .Select(frame => frame.GetMethod())
            .Where(method => method?.DeclaringType?.Namespace is { } space
                && space.StartsWith("Holdfast.", StringComparison.Ordinal)
                && !space.StartsWith("Holdfast.Fuzz", StringComparison.Ordinal)
                && !space.StartsWith("Holdfast.Tests", StringComparison.Ordinal))
            .Select(method => $"{method!.DeclaringType!.FullName}.{method.Name}")
            .Take(FramesMax);
}

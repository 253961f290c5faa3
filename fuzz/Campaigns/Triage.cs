using System.Diagnostics;
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
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
        return $"{kind}-{Convert.ToHexStringLower(hash)[..12]}";
    }

    /// <summary>What happened, for people.</summary>
    public static string Say(Exception thrown) =>
        $"{thrown.GetType().Name}: {thrown.Message}\n{thrown.StackTrace}";

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

using Holdfast.Protocol;

namespace Holdfast.Simulation.Simulator.Ikev1;

/// <summary>
/// Which of two CHILD SAs for the same packets goes. Quick Mode names none that it replaces (RFC
/// 2409 §5.5), so both ends have to come to the same end without a word: what was replaced goes,
/// and of two that replace the same one, that of the lower nonce.
/// </summary>
internal static class Succession
{
    /// <summary>The one that goes.</summary>
    public static ChildAgreement Loser(
        Agreements agreements, ChildAgreement one, ChildAgreement other)
    {
        var left = Line(agreements, one);
        var right = Line(agreements, other);
        var at = 0;
        while (at < left.Count && at < right.Count && left[at] == right[at])
        {
            at++;
        }

        // Where one line goes on from the end of the other, that one was replaced.
        return at == left.Count ? one
            : at == right.Count ? other
            : left[at].Nonce < right[at].Nonce ? one
            : other;
    }

    /// <summary>What was there before it, the first one first, and itself.</summary>
    private static List<ChildAgreement> Line(Agreements agreements, ChildAgreement child)
    {
        List<ChildAgreement> line = [child];
        while (line[0].Replaces.Value != 0
            && agreements.OfChild(line[0].Replaces) is var (before, _) && !line.Contains(before))
        {
            line.Insert(0, before);
        }

        return line;
    }
}

using Holdfast.Codec;
using Holdfast.Protocol.AntiReplay;

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I4: the window is asked, the ICV verified, and only then does the window move: a forged or
/// replayed packet neither moves it nor ages the SA (RFC 4303 §3.4.3).
/// </summary>
/// <param name="Window">The window.</param>
/// <param name="Octets">Octets that count against the life of the SA.</param>
/// <param name="Accepted">The packets that were accepted, a bit for each.</param>
/// <param name="Twice">How many were accepted twice.</param>
public sealed record UnmovedWindow(
    ReplayWindowState Window, ulong Octets, ulong Accepted, int Twice)
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I4", nameof(UnmovedWindow),
        "a forged or replayed packet neither moves the window nor ages the SA",
        "numbers and octets that refused packets moved", ["WindowBeforeIcv", "LifeBeforeWindow"]);

    /// <summary>Of an SA that has just been made.</summary>
    public static UnmovedWindow New(int size) => new(
        new(size, false, 0, new(FirstSeen(size))), 0, 0, 0);

    /// <summary>After a packet of the list was accepted.</summary>
    public UnmovedWindow With(ReplayWindowState window, int packet, int octets)
    {
        var bit = 1ul << packet;
        return new(
            window, Octets + (ulong)octets, Accepted | bit,
            Twice + ((Accepted & bit) != 0 ? 1 : 0));
    }

    /// <summary>By how many numbers and octets a packet moved what it must not have moved.
    /// </summary>
    /// <param name="before">The SA before.</param>
    /// <param name="after">The SA afterwards.</param>
    /// <param name="isForged">Whether the packet was forged; else it may be accepted once.</param>
    public static int Moved(UnmovedWindow before, UnmovedWindow after, bool isForged) =>
        before == after || (!isForged && after.Accepted != before.Accepted)
            ? 0
            : Math.Max(1, (int)Math.Min(
                int.MaxValue,
                after.Octets - before.Octets + (after.Window.Right - before.Window.Right)));

    private static byte[] FirstSeen(int size)
    {
        var seen = new byte[(size + 7) / 8];
        Array.Fill(seen, byte.MaxValue);
        return seen;
    }
}

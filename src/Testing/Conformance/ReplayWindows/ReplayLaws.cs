using Game = Holdfast.Testing.Conformance.Played<
    Holdfast.Testing.Conformance.ReplayWindows.ReplaySettings,
    Holdfast.Testing.Conformance.ReplayWindows.ReplayTold,
    Holdfast.Testing.Conformance.ReplayWindows.ReplaySaid>;

namespace Holdfast.Testing.Conformance.ReplayWindows;

/// <summary>A packet, and what a receiver that forgets nothing knows of it.</summary>
/// <param name="Number">Its number, with all its bits.</param>
/// <param name="Size">Numbers in the window.</param>
/// <param name="Top">The highest number accepted so far.</param>
/// <param name="Misled">The same of a receiver that moves before the integrity check.</param>
internal readonly record struct Arrival(ulong Number, ulong Size, ulong Top, ulong Misled)
{
    public required bool IsGenuine { get; init; }

    public required bool IsAccepted { get; init; }

    /// <summary>Whether it was accepted before, or counts as if it was.</summary>
    public required bool WasAccepted { get; init; }

    /// <summary>Whether something was taken for this number before whose check failed.</summary>
    public required bool WasForged { get; init; }

    public bool IsRight => Number > Top;

    public bool IsLeft => IsLeftOf(Number, Size, Top);

    /// <summary>Whether it is dropped without any reason.</summary>
    public bool IsLost => IsGenuine && !IsAccepted && !WasAccepted && !IsLeft;

    /// <summary>Whether it is as new where every forged packet has moved the window.</summary>
    public bool IsBesideForged => !IsLeftOf(Number, Size, Misled);

    public bool IsSameHigh => Number >> 32 == Top >> 32;

    /// <summary>Whether it and the window lie on both sides of a multiple of 2^32.</summary>
    public bool IsAtEdge => !IsSameHigh || (Top >= Size && (Top - Size) >> 32 != Top >> 32);

    /// <summary>Whether it lies in the right half of the window, which one that is too small has
    /// as well.</summary>
    public bool IsInRightHalf => Number <= Top && Top - Number < Size / 2;

    public static bool IsLeftOf(ulong number, ulong size, ulong top) =>
        number <= top && top - number >= size;
}

/// <summary>What is wrong in a case, law by law; null: nothing. A packet that is lost breaks the
/// law that says why, where that can be told.</summary>
internal static class ReplayLaws
{
    public static string? AcceptedTwice(Game game) => Find(game, static at =>
        at is { IsAccepted: true, IsGenuine: true, WasAccepted: true, Number: > 0 }
            ? "accepted twice"
            : null);

    public static string? NumberZero(Game game) => Find(game, static at =>
        at is { IsAccepted: true, Number: 0 } ? "no packet has it, and accepted" : null);

    public static string? LeftAccepted(Game game) => Find(game, static at =>
        at is { IsAccepted: true, IsGenuine: true, WasAccepted: false, IsLeft: true }
            ? "left of the window, and accepted"
            : null);

    public static string? ForgedAccepted(Game game) => Find(game, static at =>
        at is { IsAccepted: true, IsGenuine: false } ? "forged, and accepted" : null);

    public static string? ForgedMoves(Game game) => Find(game, static at =>
        at is { IsAccepted: false, IsGenuine: true, IsRight: true, IsSameHigh: true }
            && at.Misled > at.Number
            ? "new and genuine, and dropped after a forged one beyond it"
            : null);

    public static string? ForgedMarks(Game game) => Find(game, static at =>
        at is
        {
            IsLost: true, WasForged: true, IsInRightHalf: true, IsBesideForged: true,
            IsAtEdge: false,
        }
            ? "in the window and genuine, and dropped after a forged one of the same number"
            : null);

    public static string? NewDropped(Game game) => Find(game, static at =>
        at is { IsLost: true, WasForged: false, IsBesideForged: true, IsAtEdge: false }
            ? "new, in the window or beyond it, and dropped"
            : null);

    public static string? NotInferred(Game game) => Find(game, static at =>
        at is { IsLost: true, WasForged: false, IsBesideForged: true, IsAtEdge: true }
            ? "beside a multiple of 2^32, new, and dropped"
            : null);

    private static string? Find(Game game, Func<Arrival, string?> wrong)
    {
        var (accepted, forged) = (new HashSet<ulong>(), new HashSet<ulong>());
        var (settings, size) = (game.Config, (ulong)game.Config.Size);
        var (top, misled) = (settings.Floor, settings.Floor);
        foreach (var line in game.Lines)
        {
            if (line.Told is not ReplayTold.Packet packet)
            {
                continue;
            }

            var (number, isGenuine) = (packet.Check.Number, packet.Check.IsGenuine);
            var isAccepted = line.Said.Contains(ReplaySaid.Accepted);
            var why = wrong(new(number, size, top, misled)
            {
                IsGenuine = isGenuine,
                IsAccepted = isAccepted,
                WasAccepted = number <= settings.Floor || accepted.Contains(number),
                WasForged = forged.Contains(number),
            });
            if (why is not null)
            {
                return $"packet {number}: {why}";
            }

            misled = Math.Max(misled, Believed(settings, misled, number));
            var believed = Believed(settings, top, number);
            if (!isGenuine || believed != number)
            {
                forged.Add(believed);
            }
            else if (isAccepted)
            {
                accepted.Add(number);
                top = Math.Max(top, number);
            }
        }

        return null;
    }

    /// <summary>
    /// Which number a receiver takes a packet for whose right edge is there, RFC 4303 §A2.2: what
    /// is left of its window, for one beyond it, whose check fails.
    /// </summary>
    private static ulong Believed(ReplaySettings settings, ulong top, ulong number)
    {
        if (!settings.IsExtended || top < (ulong)settings.Size)
        {
            return number;
        }

        var left = top - (ulong)settings.Size + 1;
        return unchecked(left + (uint)(number - left));
    }
}

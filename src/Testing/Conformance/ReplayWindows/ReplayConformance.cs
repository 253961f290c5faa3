using Holdfast.Testing.Draws;
using Game = Holdfast.Testing.Conformance.Played<
    Holdfast.Testing.Conformance.ReplayWindows.ReplaySettings,
    Holdfast.Testing.Conformance.ReplayWindows.ReplayTold,
    Holdfast.Testing.Conformance.ReplayWindows.ReplaySaid>;
using LogLine = Holdfast.Testing.Conformance.Line<
    Holdfast.Testing.Conformance.ReplayWindows.ReplayTold,
    Holdfast.Testing.Conformance.ReplayWindows.ReplaySaid>;

namespace Holdfast.Testing.Conformance.ReplayWindows;

/// <summary>The anti-replay window of ESP and AH, RFC 4303 §3.4.3, with extended sequence numbers
/// of appendix A2: what any receiver must keep.</summary>
public static class ReplayConformance
{
    private static readonly ulong[] Steps =
        [1, 1, 1, 2, 5, 31, 40, 64, 300, 1u << 20, 1u << 30, ToTheEdge, ToTheEdge];

    /// <summary>No step, but the way to just before 2^32.</summary>
    private const ulong ToTheEdge = 0;

    private static readonly ulong[] Backs = [0, 0, 1, 2, 7, 15, 20, 31, 32, 63, 64, 90, 200];

    /// <summary>The properties, for a receiver.</summary>
    /// <param name="make">Makes it anew for each case; it says one word to each packet.</param>
    public static ConformanceSuite Of(
        Func<ReplaySettings, Subject<ReplayTold, ReplaySaid>> make) =>
        new Stage<ReplaySettings, ReplayTold, ReplaySaid>
        {
            Name = "Replay window",
            Make = make,
            Config = static choices => new(choices.Of([32, 64, 128]), choices.Chance(60)),
            Letters = Steps.Length + Backs.Length + Steps.Length,
            Letter = Letter,
            Gaps = static _ => [TimeSpan.Zero],
            Tick = new ReplayTold.Tick(),
        }.Suite(
            new(
                "No_packet_is_accepted_twice", "RFC 4303 §3.4.3", "I3",
                game => Find(game, static at =>
                    at.IsAccepted && at.IsGenuine && at.WasAccepted ? "accepted twice" : null)),
            new(
                "A_packet_left_of_the_window_is_refused", "RFC 4303 §3.4.3", "I3",
                game => Find(game, static at =>
                    at.IsAccepted && at.IsGenuine && !at.WasAccepted && at.IsLeft
                        ? "left of the window, and accepted"
                        : null)),
            new(
                "A_forged_packet_is_never_accepted", "RFC 4303 §3.4.4", "I4",
                game => Find(game, static at =>
                    at.IsAccepted && !at.IsGenuine ? "forged, and accepted" : null)),
            new(
                "A_forged_packet_does_not_move_the_window", "RFC 4303 §3.4.3", "I4",
                game => Find(game, static at =>
                    at is { IsAccepted: false, IsGenuine: true, IsRight: true, IsSameHigh: true }
                        && at.ForgedMax > at.Number
                        ? "new and genuine, and dropped after a forged one beyond it"
                        : null)),
            new(
                "A_new_packet_is_accepted", "RFC 4303 §3.4.3", "",
                game => Find(game, static at =>
                    at is { IsAccepted: false, IsGenuine: true, IsSameHigh: true }
                        && !at.WasAccepted && !at.IsLeft && at.ForgedMax < at.Number
                        && at.ForgedMax < at.Top
                        ? "new, in the window or beyond it, and dropped"
                        : null)),
            new(
                "The_high_order_bits_are_inferred", "RFC 4303 §A2.2", "",
                game => Find(game, static at =>
                    at is { IsAccepted: false, IsGenuine: true, IsSameHigh: false }
                        && !at.WasAccepted && !at.IsLeft && at.ForgedMax < at.Top
                        ? "on the other side of 2^32, new, and dropped"
                        : null)));

    private static ReplayTold? Letter(
        ReplaySettings settings, IReadOnlyList<LogLine> lines, int letter)
    {
        var genuine = lines.Select(line => line.Told).OfType<ReplayTold.Packet>()
            .Where(packet => packet.Check.IsGenuine).Select(packet => packet.Check.Number)
            .DefaultIfEmpty().Max();
        var isForged = letter >= Steps.Length + Backs.Length;
        ulong? number = letter < Steps.Length ? Ahead(Steps[letter])
            : isForged ? Ahead(Steps[letter - Steps.Length - Backs.Length])
            : genuine > Backs[letter - Steps.Length] ? genuine - Backs[letter - Steps.Length]
            : null;
        return number is not { } at || (!settings.IsExtended && at > uint.MaxValue)
            ? null
            : new ReplayTold.Packet((uint)at, new(at, !isForged));

        ulong? Ahead(ulong step) =>
            step != ToTheEdge ? genuine + step

            // RFC 4303 §A2.2: as long as the window begins below 0, what lies just before 2^32 is
            // taken for older than it.
            : genuine < 256 ? genuine + 256
            : genuine < uint.MaxValue - 9 ? uint.MaxValue - 9
            : null;
    }

    /// <summary>A packet, and what a receiver that forgets nothing knows of it.</summary>
    private readonly record struct Arrival(
        ulong Number, bool IsGenuine, bool IsAccepted, bool WasAccepted, ulong Top, int Size,
        ulong ForgedMax)
    {
        public bool IsRight => Number > Top;

        public bool IsLeft => Number + (ulong)Size <= Top;

        public bool IsSameHigh => Number >> 32 == Top >> 32;
    }

    private static string? Find(Game game, Func<Arrival, string?> wrong)
    {
        var accepted = new HashSet<ulong>();
        var (top, forgedMax) = (0ul, 0ul);
        foreach (var line in game.Lines)
        {
            if (line.Told is not ReplayTold.Packet packet)
            {
                continue;
            }

            var (number, isGenuine) = (packet.Check.Number, packet.Check.IsGenuine);
            var isAccepted = line.Said.Contains(ReplaySaid.Accepted);
            var why = wrong(new(
                number, isGenuine, isAccepted, accepted.Contains(number), top,
                game.Config.Size, forgedMax));
            if (why is not null)
            {
                return $"packet {number}: {why}";
            }

            if (!isGenuine)
            {
                forgedMax = Math.Max(forgedMax, number);
            }
            else if (isAccepted)
            {
                accepted.Add(number);
                top = Math.Max(top, number);
            }
            else if (game.Config.IsExtended && number + (ulong)game.Config.Size <= top)
            {
                // It is too old to be told from one of 2^32 later, whose check fails.
                forgedMax = Math.Max(forgedMax, number + (1ul << 32));
            }
        }

        return null;
    }
}

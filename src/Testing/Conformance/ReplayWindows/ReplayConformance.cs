using Holdfast.Testing.Draws;
using LogLine = Holdfast.Testing.Conformance.Line<
    Holdfast.Testing.Conformance.ReplayWindows.ReplayTold,
    Holdfast.Testing.Conformance.ReplayWindows.ReplaySaid>;

namespace Holdfast.Testing.Conformance.ReplayWindows;

/// <summary>The anti-replay window of ESP and AH, RFC 4303 §3.4.3, with extended sequence numbers
/// of appendix A2: what any receiver must keep.</summary>
public static class ReplayConformance
{
    private const ulong High = 1ul << 32;

    /// <summary>No step, but the way to just before the next multiple of 2^32.</summary>
    private const ulong ToTheEdge = 0;

    /// <summary>How long before it.</summary>
    private const ulong BeforeTheEdge = 10;

    /// <summary>No step, but the way to shortly behind it: the window lies on both sides.</summary>
    private const ulong OverTheEdge = ulong.MaxValue;

    /// <summary>How far behind it.</summary>
    private const ulong BehindTheEdge = 5;

    /// <summary>No distance, but the number left of the window, and the last one in it.</summary>
    private const ulong OfTheSize = ulong.MaxValue - 1;
    private const ulong OneLess = ulong.MaxValue - 2;

    private static readonly int[] Sizes = [64, 32, 33, 100, 128, 1024];

    private static readonly ulong[] FloorsExtended =
    [
        0, High - 64, (2 * High) - 64, (2 * High) - 64, (2 * High) - 1100,
        ulong.MaxValue - 299,
    ];

    private static readonly ulong[] FloorsOf32Bits = [0, 0, 0, uint.MaxValue - 299];

    private static readonly ulong[] Steps =
    [
        1, 1, 1, 2, 5, 9, BeforeTheEdge, BeforeTheEdge, BeforeTheEdge + 1, 31, 40, 64, 127, 300,
        1u << 20, 1u << 30, ToTheEdge, ToTheEdge, OverTheEdge, OverTheEdge, OneLess,
    ];

    private static readonly ulong[] Backs =
    [
        0, 0, 1, 2, 7, 15, 20, 31, 32, 63, 64, 90, 200, OneLess, OneLess, OneLess, OneLess,
        OfTheSize,
    ];

    private static readonly ulong[] ForgedSteps =
        [1, 5, 31, 64, 300, 1u << 20, 1u << 30, ToTheEdge];

    private static readonly ulong[] ForgedBacks = [1, 2, 7, 15, 20, OneLess, OfTheSize];

    /// <summary>Number 0, which no packet has.</summary>
    private const int LetterOfZero = 1;

    /// <summary>Genuine ones with the number that was forged last.</summary>
    private const int LettersOfTheSame = 3;

    private static int Genuine => Steps.Length + Backs.Length + LetterOfZero;

    /// <summary>The properties, for a receiver.</summary>
    /// <param name="make">Makes it anew for each case; it says one word to each packet.</param>
    public static ConformanceSuite Of(
        Func<ReplaySettings, Subject<ReplayTold, ReplaySaid>> make) =>
        new Stage<ReplaySettings, ReplayTold, ReplaySaid>
        {
            Name = "Replay window",
            Make = make,
            Config = Settings,
            Letters = Genuine + ForgedSteps.Length + ForgedBacks.Length + LettersOfTheSame,
            Letter = Letter,
            Gaps = static _ => [TimeSpan.Zero],
            Tick = new ReplayTold.Tick(),
        }.Suite(
            new(
                "No_packet_is_accepted_twice", "RFC 4303 §3.4.3", "I3",
                ReplayLaws.AcceptedTwice),
            new("Number_0_is_never_accepted", "RFC 4303 §3.3.3", "I3", ReplayLaws.NumberZero),
            new(
                "A_packet_left_of_the_window_is_refused", "RFC 4303 §3.4.3", "I3",
                ReplayLaws.LeftAccepted),
            new(
                "A_forged_packet_is_never_accepted", "RFC 4303 §3.4.4", "I4",
                ReplayLaws.ForgedAccepted),
            new(
                "A_forged_packet_does_not_move_the_window", "RFC 4303 §3.4.3", "I4",
                ReplayLaws.ForgedMoves),
            new(
                "A_forged_packet_does_not_take_a_number_away", "RFC 4303 §3.4.3", "I4",
                ReplayLaws.ForgedMarks),
            new("A_new_packet_is_accepted", "RFC 4303 §3.4.3", "", ReplayLaws.NewDropped),
            new(
                "The_high_order_bits_are_inferred", "RFC 4303 §A2.2", "",
                ReplayLaws.NotInferred));

    private static ReplaySettings Settings(Choices choices)
    {
        var (size, isExtended) = (choices.Of(Sizes), choices.Chance(65));
        return new(size, isExtended, choices.Of(isExtended ? FloorsExtended : FloorsOf32Bits))
        {
            HasForgeries = choices.Chance(50),
        };
    }

    private static ReplayTold? Letter(
        ReplaySettings settings, IReadOnlyList<LogLine> lines, int letter)
    {
        var packets = lines.Select(line => line.Told).OfType<ReplayTold.Packet>()
            .Select(packet => packet.Check).ToList();
        var top = packets.Where(check => check.IsGenuine).Select(check => check.Number)
            .Append(settings.Floor).Max();
        var (number, isGenuine) = settings.HasForgeries && letter >= Genuine
            ? Forged(letter - Genuine)
            : (OfGenuine(letter % Genuine), true);
        return number is not { } at || (!settings.IsExtended && at > uint.MaxValue)
            ? null
            : new ReplayTold.Packet((uint)at, new(at, isGenuine));

        ulong? OfGenuine(int which) =>
            which < Steps.Length ? Ahead(settings, top, Steps[which])
            : which < Steps.Length + Backs.Length
                ? Back(settings, top, Backs[which - Steps.Length])
            : 0;

        (ulong? Number, bool IsGenuine) Forged(int which) =>
            which < ForgedSteps.Length ? (Ahead(settings, top, ForgedSteps[which]), false)
            : which < ForgedSteps.Length + ForgedBacks.Length
                ? (Back(settings, top, ForgedBacks[which - ForgedSteps.Length]), false)
            : (packets.LastOrDefault(check => !check.IsGenuine)?.Number, true);
    }

    private static ulong? Ahead(ReplaySettings settings, ulong top, ulong step)
    {
        var size = (ulong)settings.Size;
        if (step is ToTheEdge or OverTheEdge)
        {
            // RFC 4303 §A2.2: as long as the window begins below a multiple of 2^32, what lies
            // just before the next one is taken for older than it.
            var (low, enough) = (top % High, size + BehindTheEdge);
            var edge = step == ToTheEdge ? High - BeforeTheEdge : High + BehindTheEdge;
            step = low < enough ? enough : edge > low ? edge - low : 0;
        }
        else if (step == OneLess)
        {
            step = size - 1;
        }

        return step > 0 && ulong.MaxValue - top >= step ? top + step : null;
    }

    private static ulong? Back(ReplaySettings settings, ulong top, ulong back)
    {
        var size = (ulong)settings.Size;
        var by = back == OfTheSize ? size : back == OneLess ? size - 1 : back;
        return top > by ? top - by : null;
    }
}

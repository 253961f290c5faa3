using Holdfast.Codec;

namespace Holdfast.Simulation.Checkers;

/// <summary>
/// I23: no SPI stands for two SAs that live at a time, whichever members chose it (RFC 4303 §2.1,
/// RFC 6027 §3.9).
/// </summary>
/// <param name="Live">The SPIs that stand for an SA, and who chose each.</param>
/// <param name="Twice">How many were chosen while they stood for another one.</param>
public sealed record UniqueSpis(Items<ChosenSpi> Live, int Twice)
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I23", nameof(UniqueSpis), "no SPI stands for two SAs at a time",
        "SPIs that were chosen twice", ["SpiWithoutMember", "SpiTakenAgain"]);

    /// <summary>There is no SA.</summary>
    public static UniqueSpis None { get; } = new([], 0);

    /// <summary>After a member has made an SA.</summary>
    public UniqueSpis Made(byte member, uint spi)
    {
        var isTaken = Live.Any(one => one.Spi == spi);
        return new(
            [.. Live.Append(new(member, spi)).OrderBy(one => one.Spi).ThenBy(one => one.Member)],
            Twice + (isTaken ? 1 : 0));
    }

    /// <summary>After an SA is gone.</summary>
    public UniqueSpis Gone(byte member, uint spi) => this with
    {
        Live = [.. Live.Where(one => one != new ChosenSpi(member, spi))],
    };
}

/// <summary>An SPI, and the member that chose it.</summary>
public readonly record struct ChosenSpi(byte Member, uint Spi);

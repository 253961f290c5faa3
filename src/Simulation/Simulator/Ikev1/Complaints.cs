using Holdfast.Protocol;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Simulator.Ikev1;

/// <summary>
/// How often somebody is told of SPIs that no CHILD SA has: of each at most once in a second, and
/// of few in all, for anybody can send under any number.
/// </summary>
internal sealed class Complaints
{
    /// <summary>So many there are in a second.</summary>
    public const int Max = 32;

    /// <summary>That second.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly HashSet<Spi> _told = [];
    private readonly Queue<(Spi Spi, Instant At)> _ages = new();

    /// <summary>How many are remembered.</summary>
    public int Count => _told.Count;

    /// <summary>Whether it may be told of an SPI.</summary>
    public bool MayTell(Spi spi, Instant now)
    {
        while (_ages.TryPeek(out var oldest) && now - oldest.At >= Every)
        {
            _told.Remove(_ages.Dequeue().Spi);
        }

        return _told.Count < Max && !_told.Contains(spi);
    }

    /// <summary>It was told of one of which it may be.</summary>
    public void Told(Spi spi, Instant now)
    {
        if (_told.Add(spi))
        {
            _ages.Enqueue((spi, now));
        }
    }
}

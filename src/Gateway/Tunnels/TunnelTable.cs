using Holdfast.Protocol;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Gateway.Tunnels;

/// <summary>The tunnels of this member: by the SPI of what comes, and by where what goes is
/// going.</summary>
internal sealed class TunnelTable : IDisposable
{
    private const int RememberedMax = 65_536;
    private readonly Dictionary<Spi, Tunnel> _bySpi = [];
    private readonly List<Tunnel> _newestFirst = [];
    private readonly Dictionary<HostAddress, Tunnel[]> _remembered = [];

    /// <summary>Where their packets wait for floors.</summary>
    public WaitingRoom Room { get; } = new();

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<Tunnel> All => _newestFirst;

    /// <summary>The tunnel of an inbound SPI; null: there is none.</summary>
    public Tunnel? Of(Spi spi) => _bySpi.GetValueOrDefault(spi);

    /// <summary>The tunnel that policy chooses for a packet: the newest that may send it; null:
    /// there is none, and it is dropped.</summary>
    public Tunnel? For(in PacketFlow flow)
    {
        if (!_remembered.TryGetValue(flow.Destination, out var candidates))
        {
            // Who asks for many addresses asks anew, and takes no more room.
            if (_remembered.Count >= RememberedMax)
            {
                _remembered.Clear();
            }

            var to = flow.Destination;
            candidates = _remembered[to] =
                [.. _newestFirst.Where(tunnel => Reaches(tunnel, to))];
        }

        Tunnel? unconfirmed = null;
        foreach (var tunnel in candidates)
        {
            if (tunnel is { IsReady: true, Out: not null } && flow.IsWithin(tunnel.Traffic))
            {
                if (tunnel.IsConfirmed)
                {
                    return tunnel;
                }

                unconfirmed ??= tunnel;
            }
        }

        return unconfirmed;
    }

    /// <summary>Puts a tunnel in, in the place of one with the same SPI.</summary>
    public void Put(Tunnel tunnel)
    {
        Remove(tunnel.Sa.Inbound);
        _bySpi.Add(tunnel.Sa.Inbound, tunnel);
        _newestFirst.Insert(0, tunnel);
        _remembered.Clear();
    }

    /// <summary>Takes a tunnel out, and zeroes its keys.</summary>
    public void Remove(Spi spi)
    {
        if (_bySpi.Remove(spi, out var tunnel))
        {
            _newestFirst.Remove(tunnel);
            _remembered.Clear();
            tunnel.Dispose();
        }
    }

    /// <summary>Takes all out.</summary>
    public void Clear()
    {
        foreach (var tunnel in _newestFirst)
        {
            tunnel.Dispose();
        }

        _bySpi.Clear();
        _newestFirst.Clear();
        _remembered.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    private static bool Reaches(Tunnel tunnel, HostAddress address)
    {
        foreach (var range in tunnel.Traffic.Remote.Span)
        {
            if (range.First.IsIpv6 == address.IsIpv6
                && address >= range.First && address <= range.Last)
            {
                return true;
            }
        }

        return false;
    }
}

using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Network;

/// <summary>
/// Routes of others to loopback addresses: members announce over which card they are reached, and
/// packets go there once routes have converged. Law: until then they go where they went before,
/// whether anybody takes them there or not.
/// </summary>
/// <param name="agenda">The time.</param>
/// <param name="routing">How long routes need.</param>
internal sealed class LoopbackRoutes(Agenda agenda, RoutingPlan routing)
{
    private readonly Dictionary<HostAddress, Way> _ways = [];

    /// <summary>Where an address leads.</summary>
    private sealed class Way
    {
        public LanPort? Now { get; set; }

        public LanPort? Next { get; set; }

        /// <summary>Who announces it, the newest one last.</summary>
        public List<(string Who, LanPort Port)> By { get; } = [];
    }

    /// <summary>Whether it is such an address, and the card to which it leads now.</summary>
    public bool TryFind(HostAddress address, out LanPort? port)
    {
        var isThere = _ways.TryGetValue(address, out var way);
        port = way?.Now;
        return isThere;
    }

    /// <summary>A member announces an address over a card; null: it does not any more.</summary>
    public void Announce(HostAddress address, string who, LanPort? port)
    {
        if (!_ways.TryGetValue(address, out var way))
        {
            _ways[address] = way = new();
        }

        if (way.By.Any(one => one.Who == who && one.Port == port))
        {
            return;
        }

        way.By.RemoveAll(one => one.Who == who);
        if (port is not null)
        {
            way.By.Add((who, port));
        }

        var next = way.By.Count > 0 ? way.By[^1].Port : null;
        if (way.Next != next)
        {
            way.Next = next;
            agenda.After(routing.Convergence, () =>
            {
                if (way.Next == next)
                {
                    way.Now = next;
                }
            });
        }
    }

    /// <summary>Who announces is gone: its neighbours notice that after a while.</summary>
    public void Lost(HostAddress address, string who)
    {
        if (_ways.TryGetValue(address, out var way)
            && way.By.FirstOrDefault(one => one.Who == who) is { Port: { } port })
        {
            agenda.After(routing.Detection, () =>
            {
                if (way.By.Contains((who, port)))
                {
                    Announce(address, who, null);
                }
            });
        }
    }
}

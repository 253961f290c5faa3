using Holdfast.Codec;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Composition;

/// <summary>The machines of NHRP that a member has, RFC 2332.</summary>
/// <param name="Hub">Of a hub: who is registered; null: it is none.</param>
/// <param name="Registrations">Of a spoke: how it stands with each hub, in their order.</param>
/// <param name="Shortcuts">Of a spoke: the ways past the hubs, by their destinations.</param>
/// <param name="Due">When each shortcut is due, by its id.</param>
/// <param name="NextId">The id of the next shortcut.</param>
public sealed record NhrpMachines(
    NhrpServer.State? Hub,
    Items<NhrpRegistration.State> Registrations,
    Table<NhrpMachines.Way> Shortcuts,
    Table<DueAt> Due,
    ulong NextId)
{
    /// <summary>The way to a destination.</summary>
    /// <param name="Destination">An address inside the tunnels.</param>
    /// <param name="Id">By what the index knows it.</param>
    /// <param name="State">How far the shortcut is.</param>
    public sealed record Way(HostAddress Destination, ulong Id, NhrpShortcut.State State) : IRow
    {
        /// <inheritdoc/>
        public UInt128 Key => NhrpServer.Spoke.KeyOf(Destination);

        /// <summary>Of this process alone: it is never sent to another member.</summary>
        public StateDigest Digest => StateDigest.Of(Id).With((uint)State.GetHashCode());
    }

    /// <summary>The parts that are configured, as they begin; null: none is.</summary>
    public static NhrpMachines? Initial(ClusterMemberConfig config, Instant now)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.NhrpServer is null && config.NhrpRegistration is null
            && config.NhrpShortcut is null
                ? null
                : new(
                    config.NhrpServer is { } server ? NhrpServer.Initial(server, now) : null,
                    config.NhrpRegistration is { } registration
                        ?
                        [
                            .. config.Set.Nhrp.Hubs.Select(
                                _ => NhrpRegistration.Initial(registration, now)),
                        ]
                        : [],
                    default,
                    default,
                    1);
    }

    /// <summary>The way to a destination; null: none is kept.</summary>
    public Way? Find(HostAddress destination) =>
        Shortcuts.Find(NhrpServer.Spoke.KeyOf(destination));

    /// <summary>The same with a way as it is now.</summary>
    public NhrpMachines With(NhrpShortcut.Config config, Way way)
    {
        ArgumentNullException.ThrowIfNull(way);
        var was = Shortcuts.Find(way.Key);
        return this with
        {
            Shortcuts = Shortcuts.With(way),
            Due = DueAt.Moved(
                was is null || was.Id == way.Id ? Due : Without(config, was), way.Id,
                was?.Id == way.Id ? NhrpShortcut.Deadline(config, was.State) : null,
                NhrpShortcut.Deadline(config, way.State)),
        };
    }

    /// <summary>The same without a way.</summary>
    public NhrpMachines Dropping(NhrpShortcut.Config config, Way way)
    {
        ArgumentNullException.ThrowIfNull(way);
        return this with
        {
            Shortcuts = Shortcuts.Without(way.Key),
            Due = Without(config, way),
        };
    }

    /// <summary>
    /// A way that is of no use now: packets go through the hub, and nothing waits; null: none.
    /// </summary>
    public Way? Idle(Instant now)
    {
        foreach (var way in Shortcuts)
        {
            if (way.State is NhrpShortcut.State.ViaHub { QuietUntil: var quiet, Purge: null }
                && !(now < quiet))
            {
                return way;
            }
        }

        return null;
    }

    /// <summary>When a registration is due.</summary>
    public Instant? RegistrationsDue(NhrpRegistration.Config? config)
    {
        Instant? due = null;
        if (config is not null)
        {
            foreach (var registration in Registrations.Span)
            {
                due = Instant.Earliest(due, NhrpRegistration.Deadline(config, registration));
            }
        }

        return due;
    }

    /// <summary>Shifts every instant.</summary>
    public NhrpMachines Rebase(TimeSpan by) => this with
    {
        Hub = Hub is { } hub ? NhrpServer.Rebase(hub, by) : null,
        Registrations = [.. Registrations.Select(one => NhrpRegistration.Rebase(one, by))],
        Shortcuts = Each(way => way with { State = NhrpShortcut.Rebase(way.State, by) }),
        Due = Due.Aggregate(
            default(Table<DueAt>), (index, due) => index.With(due with { At = due.At + by })),
    };

    /// <summary>With the origin as now: each machine's own.</summary>
    public NhrpMachines Normalize(ClusterMemberConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var shortcuts = Each(way => way with
        {
            State = NhrpShortcut.Normalize(config.NhrpShortcut!, way.State),
        });
        return this with
        {
            Hub = Hub is { } hub ? NhrpServer.Normalize(config.NhrpServer!, hub) : null,
            Registrations =
            [
                .. Registrations.Select(one =>
                    NhrpRegistration.Normalize(config.NhrpRegistration!, one)),
            ],
            Shortcuts = shortcuts,
            Due = shortcuts.Aggregate(
                default(Table<DueAt>),
                (index, way) => DueAt.Moved(
                    index, way.Id, null,
                    NhrpShortcut.Deadline(config.NhrpShortcut!, way.State))),
        };
    }

    private Table<DueAt> Without(NhrpShortcut.Config config, Way way) =>
        DueAt.Moved(Due, way.Id, NhrpShortcut.Deadline(config, way.State), null);

    private Table<Way> Each(Func<Way, Way> change) =>
        Shortcuts.Aggregate(Shortcuts, (table, way) => table.With(change(way)));
}

using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Liveness;

/// <summary>
/// Which of many SAs may check its peer now, as a value: checks have a rate, a burst and a number
/// at once, a peer with many SAs has its share, hints have a budget of their own, and nobody who
/// asked is overtaken by one with the same peer or by one who asked later and may go.
/// </summary>
/// <remarks>Every operation copies paths of trees: about log2 of the SAs that it holds.</remarks>
public sealed partial record CheckSchedule
{
    private readonly Table<Place> _places;
    private readonly Table<Turn> _ready;
    private readonly Table<Turn> _held;
    private readonly Table<PeerLoad> _loads;
    private readonly ulong _nextTurn;
    private readonly int _running;
    private readonly Instant? _checksFrom;
    private readonly Instant? _hintsFrom;

    private CheckSchedule(
        Table<Place> places, Table<Turn> ready, Table<Turn> held, Table<PeerLoad> loads,
        ulong nextTurn, int running, Instant? checksFrom, Instant? hintsFrom)
    {
        _places = places;
        _ready = ready;
        _held = held;
        _loads = loads;
        _nextTurn = nextTurn;
        _running = running;
        _checksFrom = checksFrom;
        _hintsFrom = hintsFrom;
    }

    /// <summary>Nobody asks, and no check runs.</summary>
    public static CheckSchedule Empty { get; } =
        new(default, default, default, default, 0, 0, null, null);

    /// <summary>Checks that run.</summary>
    public int Running => _running;

    /// <summary>SAs that wait.</summary>
    public int Waiting => _places.Count - _running;

    /// <summary>
    /// An SA asks for a check; to ask twice changes nothing. False: hints have no budget left.
    /// </summary>
    /// <param name="config">The budget.</param>
    /// <param name="now">Now.</param>
    /// <param name="sa">The SA, by an id of the caller's.</param>
    /// <param name="peer">Its peer, by an id of the caller's.</param>
    /// <param name="urgency">Why it asks.</param>
    /// <param name="next">The schedule from now on.</param>
    public bool TryAsk(
        Config config, Instant now, ulong sa, ulong peer, LivenessCheck.Urgency urgency,
        out CheckSchedule next)
    {
        next = this;
        if (_places.TryFind(sa, out _))
        {
            return true;
        }

        var hintsFrom = _hintsFrom;
        if (urgency == LivenessCheck.Urgency.Hinted
            && !TrySpend(ref hintsFrom, now, config.HintEvery, config.HintBurst))
        {
            return false;
        }

        var turn = _nextTurn;
        var load = _loads.Find(peer) ?? new PeerLoad(peer, 0);
        var isReady = load.Claims < config.PerPeerMax;
        next = new(
            _places.With(new Place(sa, peer, turn, isReady ? Stage.Ready : Stage.Held)),
            isReady ? _ready.With(new Turn(turn, sa)) : _ready,
            isReady ? _held : _held.With(new Turn(KeyOf(peer, turn), sa)),
            isReady ? _loads.With(load with { Claims = load.Claims + 1 }) : _loads,
            turn + 1,
            _running,
            _checksFrom,
            hintsFrom);
        return true;
    }

    /// <summary>Grants the next check; false: nobody waits who may go now.</summary>
    /// <param name="config">The budget.</param>
    /// <param name="now">Now.</param>
    /// <param name="sa">The SA that is granted.</param>
    /// <param name="next">The schedule from now on.</param>
    public bool TryGrant(Config config, Instant now, out ulong sa, out CheckSchedule next)
    {
        sa = 0;
        next = this;
        var checksFrom = _checksFrom;
        if (_ready.First is not { } first || _running >= config.AtOnceMax
            || !TrySpend(ref checksFrom, now, config.CheckEvery, config.Burst))
        {
            return false;
        }

        sa = first.Sa;
        next = new(
            _places.With(_places.Find(sa)! with { Stage = Stage.Running }),
            _ready.Without(first.Key), _held, _loads,
            _nextTurn, _running + 1, checksFrom, _hintsFrom);
        return true;
    }

    /// <summary>An SA neither waits nor is checked any more; the next of its peer may.</summary>
    public CheckSchedule Release(ulong sa)
    {
        if (!_places.TryFind(sa, out var place))
        {
            return this;
        }

        var places = _places.Without(sa);
        if (place.Stage == Stage.Held)
        {
            return new(
                places, _ready, _held.Without(KeyOf(place.Peer, place.Turn)), _loads,
                _nextTurn, _running, _checksFrom, _hintsFrom);
        }

        var ready = place.Stage == Stage.Ready ? _ready.Without(place.Turn) : _ready;
        var running = place.Stage == Stage.Running ? _running - 1 : _running;

        // The one of the peer that waits longest takes over its claim, and keeps its turn.
        if (_held.FirstFrom(KeyOf(place.Peer, 0)) is { } heir
            && (ulong)(heir.Key >> 64) == place.Peer)
        {
            var moved = _places.Find(heir.Sa)!;
            return new(
                places.With(moved with { Stage = Stage.Ready }),
                ready.With(new Turn(moved.Turn, heir.Sa)),
                _held.Without(heir.Key), _loads,
                _nextTurn, running, _checksFrom, _hintsFrom);
        }

        var load = _loads.Find(place.Peer)!;
        var loads = load.Claims > 1
            ? _loads.With(load with { Claims = load.Claims - 1 })
            : _loads.Without(place.Peer);
        return new(
            places, ready, _held, loads, _nextTurn, running, _checksFrom, _hintsFrom);
    }

    /// <summary>When the next check may be granted; null: not before something else happens.
    /// </summary>
    public Instant? Deadline(Config config) =>
        _ready.First is null || _running >= config.AtOnceMax
            ? null
            : (_checksFrom ?? new Instant(long.MinValue))
                - ((config.Burst - 1) * config.CheckEvery);

    /// <summary>Shifts every instant.</summary>
    public CheckSchedule Rebase(TimeSpan by) => _checksFrom is null && _hintsFrom is null
        ? this
        : new(
            _places, _ready, _held, _loads, _nextTurn, _running, _checksFrom + by,
            _hintsFrom + by);

    /// <summary>
    /// With the origin as now: a flow that is through is none, and turns are numbered from 0.
    /// </summary>
    public CheckSchedule Normalize()
    {
        var checksFrom = _checksFrom <= Instant.Zero ? null : _checksFrom;
        var hintsFrom = _hintsFrom <= Instant.Zero ? null : _hintsFrom;
        var first = _places.Count == 0 ? _nextTurn : _places.Min(place => place.Turn);
        return first == 0 && checksFrom == _checksFrom && hintsFrom == _hintsFrom
            ? this
            : new(
                Renumbered(_places, place => place with { Turn = place.Turn - first }),
                Renumbered(_ready, turn => turn with { Key = turn.Key - first }),
                Renumbered(_held, turn => turn with { Key = turn.Key - first }),
                _loads, _nextTurn - first, _running, checksFrom, hintsFrom);
    }

    private static Table<TRow> Renumbered<TRow>(Table<TRow> rows, Func<TRow, TRow> anew)
        where TRow : class, IRow, IEquatable<TRow> =>
        rows.Aggregate(default(Table<TRow>), (table, row) => table.With(anew(row)));

    /// <summary>
    /// A rate with a burst, as one instant: the one at which an even flow would be through.
    /// </summary>
    private static bool TrySpend(ref Instant? from, Instant now, TimeSpan every, int burst)
    {
        var at = from is { } flow ? Instant.Latest(flow, now) : now;
        if (at - now > (burst - 1) * every)
        {
            return false;
        }

        from = at + every;
        return true;
    }

    private static UInt128 KeyOf(ulong peer, ulong turn) => new(peer, turn);
}

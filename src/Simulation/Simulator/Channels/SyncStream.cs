using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Simulator;

/// <summary>
/// The connection between two members: in each direction records arrive in their order, late or
/// never. Law: what is lost of them is lost with the connection, and both ends hear of a new one.
/// </summary>
internal sealed class SyncStream
{
    private static readonly TimeSpan RepeatAfter = TimeSpan.FromMilliseconds(200);

    private readonly Stage _stage;
    private readonly SyncPlan _plan;
    private readonly MemberBox _one;
    private readonly MemberBox _other;
    private readonly Way _there = new();
    private readonly Way _back = new();
    private int _connection;
    private bool _isUp;
    private bool _isTrying;
    private bool _isShaking;
    private Instant _cutUntil;

    public SyncStream(Stage stage, SyncPlan plan, MemberBox one, MemberBox other)
    {
        (_stage, _plan, _one, _other) = (stage, plan, one, other);
    }

    /// <summary>One direction: what is under way, in order.</summary>
    private sealed class Way
    {
        public Queue<Parcel> Parcels { get; } = new();

        /// <summary>When the last octet so far is written.</summary>
        public Instant Free { get; set; }
    }

    /// <summary>Records that are under way.</summary>
    /// <param name="Frame">Their octets.</param>
    /// <param name="Ready">When they can be there.</param>
    /// <param name="Until">When the connection is given up, if they are not.</param>
    private sealed record Parcel(Frame Frame, Instant Ready, Instant Until);

    public bool Joins(MemberBox box) => box == _one || box == _other;

    public bool IsUp => _isUp;

    public MemberBox Beyond(MemberBox box) => box == _one ? _other : _one;

    /// <summary>Tries to connect, until it does.</summary>
    public void Try()
    {
        if (!_isUp && !_isTrying)
        {
            _isTrying = true;
            Attempt();
        }
    }

    /// <summary>The connection ends, and no other begins for a time.</summary>
    public void Cut(TimeSpan time)
    {
        _cutUntil = Instant.Latest(_cutUntil, _stage.Agenda.Now + time);
        Break("is cut");
    }

    /// <summary>The connection ends; another one is tried.</summary>
    public void Break(string why)
    {
        if (_isUp)
        {
            _stage.Tell(MomentKind.Life, $"{_one.Name}–{_other.Name}", $"sync {why}");
        }

        if (_isUp || _isShaking)
        {
            (_isUp, _isShaking, _isTrying) = (false, false, false);
            _connection++;
            _there.Parcels.Clear();
            _back.Parcels.Clear();
            _stage.Agenda.After(_plan.RetryAfter, Try);
        }
    }

    /// <summary>Records go to the other end.</summary>
    public void Send(MemberBox from, byte[] octets)
    {
        if (!_isUp)
        {
            return;
        }

        var to = Beyond(from);
        var frame = new Frame(octets, MessageKind.Sync);
        from.Sync!.Lan.OnSent(from.Sync, frame);
        var way = from == _one ? _there : _back;
        var starts = Instant.Latest(way.Free, _stage.Agenda.Now);
        way.Free = _plan.OctetsPerSecond > 0
            ? starts + TimeSpan.FromTicks(
                octets.Length * TimeSpan.TicksPerSecond / _plan.OctetsPerSecond)
            : starts;
        var passage = _stage.Fabric.Impairments.Judge(
            from.Plan.Name, to.Plan.Name, from.Sync.Lan.Name, MessageKind.Sync, octets.Length);
        if (passage.Damaged > 0)
        {
            // TLS ends a connection whose records do not authenticate, RFC 8446 §5.2.
            Break("ends: a record is not authentic");
            return;
        }

        var late = passage.Later + _stage.Syncs.Slowness
            + (passage.IsLost ? RepeatAfter : TimeSpan.Zero);
        way.Parcels.Enqueue(new(
            frame, way.Free + from.Sync.Lan.DelayOf(from.Sync, to.Sync!) + late,
            way.Free + _plan.GivenUpAfter));
        if (way.Parcels.Count == 1)
        {
            PlanFirst(from, to, way, _connection);
        }
    }

    private void PlanFirst(MemberBox from, MemberBox to, Way way, int connection)
    {
        if (way.Parcels.TryPeek(out var first))
        {
            _stage.Agenda.At(first.Ready, () => Arrive(from, to, way, connection));
        }
    }

    private void Arrive(MemberBox from, MemberBox to, Way way, int connection)
    {
        if (connection != _connection || !way.Parcels.TryPeek(out var first))
        {
            return;
        }

        // What was sent behind it waits as well.
        if (!from.Sync!.Lan.Reaches(from.Sync, to.Sync!) || to.IsSuspended)
        {
            if (_stage.Agenda.Now >= first.Until)
            {
                Break("is given up");
            }
            else
            {
                _stage.Agenda.After(RepeatAfter, () => Arrive(from, to, way, connection));
            }

            return;
        }

        to.Sync!.Lan.OnTaken(to.Sync, first.Frame);
        to.Life?.Heard(from.Number, first.Frame.Octets);
        if (connection == _connection)
        {
            way.Parcels.Dequeue();
            PlanFirst(from, to, way, connection);
        }
    }

    private void Attempt()
    {
        var now = _stage.Agenda.Now;
        if (_one.Life is null || _other.Life is null)
        {
            _isTrying = false;
            return;
        }

        var (one, other) = (_one.Sync!, _other.Sync!);
        if (now < _cutUntil || !one.Lan.Reaches(one, other) || !other.Lan.Reaches(other, one)
            || _one.IsSuspended || _other.IsSuspended)
        {
            _stage.Agenda.After(_plan.RetryAfter, Attempt);
            return;
        }

        // A connection takes two round trips: TCP, then TLS 1.3. Until then it carries no record.
        _isShaking = true;
        var connection = ++_connection;
        var time = 2 * (one.Lan.DelayOf(one, other) + one.Lan.DelayOf(other, one));
        _stage.Agenda.After(time, () => Connect(connection));
    }

    private void Connect(int connection)
    {
        if (connection != _connection)
        {
            return;
        }

        if (_one.IsSuspended || _other.IsSuspended)
        {
            Break("is not answered");
            return;
        }

        (_isUp, _isShaking, _isTrying) = (true, false, false);
        _stage.Tell(MomentKind.Life, $"{_one.Name}–{_other.Name}", "sync is connected");
        _one.Life?.Connected(_other.Number);
        _other.Life?.Connected(_one.Number);
    }
}

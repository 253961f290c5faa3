using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Simulation.Simulator;

/// <content>Floors come down (docs/adr/0044): where fewer packets come than they were made for, and
/// all the way before the place is given up on purpose.</content>
internal sealed partial class MemberLife
{
    private const int LoweredMax = 64;
    private static readonly TimeSpan FloorsEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SettlesEvery = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan SettleWithin = TimeSpan.FromMilliseconds(200);

    private int _floorTurn;
    private Instant? _settleUntil;

    /// <summary>A member that gives its place away asks for no floor any more.</summary>
    private bool IsSettling => _settleUntil is not null;

    private void BeginFloors()
    {
        _settleUntil = null;
        LookAtFloors(++_floorTurn);
    }

    private void LookAtFloors(int turn) => Later(FloorsEvery, () =>
    {
        if (Reigns && turn == _floorTurn)
        {
            if (!IsSettling)
            {
                LowerFloors(_config.Replication.Settings.FloorBlock);
            }

            LookAtFloors(turn);
        }
    });

    private void CarryDrain(MemberDrain.Output wanted)
    {
        if (wanted is MemberDrain.Output.PushState && _config.Drain.SettlesTraffic)
        {
            _settleUntil = Now + SettleWithin;
            Later(TimeSpan.Zero, Settle);
        }
        else if (wanted is MemberDrain.Output.OpenDoors)
        {
            SettleNoMore();
        }

        CountUsable();
        _stage.Tell(MomentKind.Role, _box.Name, Words(wanted));
    }

    /// <summary>How far each tunnel came, before the successor has the place: it accepts what
    /// follows.</summary>
    private void Settle()
    {
        if (_settleUntil is not { } until)
        {
            return;
        }

        var isPushing = Reigns && _state.Drain is MemberDrain.State.Pushing { IsSettled: false };
        if (isPushing)
        {
            LowerFloors(block: 0);
        }

        var isLate = Now >= until;
        if (isPushing && (isLate || !_paths.Values.Any(
            path => path.IsRising || path.FloorInExcess(Now, 0) is not null)))
        {
            Do(new Input.AtDrain(new MemberDrain.Input.Settled()));
        }

        // A successor that is slow is no reason to let peers wait.
        if (isLate || !Reigns)
        {
            SettleNoMore();
        }
        else
        {
            Later(SettlesEvery, Settle);
        }
    }

    private void SettleNoMore()
    {
        _settleUntil = null;
        foreach (var path in _paths.Values.ToArray())
        {
            Ask(path);
        }
    }

    /// <summary>Those in excess together, so that a thousand do not fill the log.</summary>
    private void LowerFloors(uint block)
    {
        List<(DataPath Path, ulong Floor)> lower = [];
        foreach (var path in _paths.Values)
        {
            if (!_unconfirmed.Contains(path.Sa.Inbound)
                && path.FloorInExcess(Now, block) is { } floor)
            {
                lower.Add((path, floor));
            }
        }

        foreach (var together in lower.Chunk(LoweredMax))
        {
            Lower(together);
        }
    }

    /// <summary>It keeps to lower floors before they are facts, or another member would accept
    /// what it still accepts.</summary>
    private void Lower((DataPath Path, ulong Floor)[] together)
    {
        var before = together.Select(one => one.Path.Lower(one.Floor)).ToArray();
        if (_stage.Options.Mischief.HasFlag(Mischief.LowersForOthers))
        {
            RaiseAgain(together, before);
        }

        Propose(
            [
                .. together.Select(one =>
                    new Change.FloorLowered(one.Path.Sa.Inbound, one.Floor)),
            ],
            isFact =>
            {
                if (!isFact && Reigns)
                {
                    RaiseAgain(together, before);
                }
            });
    }

    private static void RaiseAgain(
        (DataPath Path, ulong Floor)[] together, InboundFloor[] before)
    {
        for (var at = 0; at < together.Length; at++)
        {
            together[at].Path.Raise(before[at].Floor);
        }
    }
}

using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator;

/// <content>
/// Paths of SAs that are gone go too; those with packets that wait for a floor only when their end
/// is a fact (<see cref="TakeRest"/>). Of many SAs few go at a time: those are looked at that were
/// proposed to go, until they do, or whose keys were forgotten; all of them only where an IKE SA
/// went or was rekeyed.
/// </content>
internal sealed partial class MemberLife
{
    private readonly Dictionary<KeyHandle, Spi> _byKeys = [];
    private readonly HashSet<Spi> _leaving = [];
    private readonly HashSet<IkeSaId> _leavingIkes = [];
    private readonly HashSet<IkeSaId> _comingIkes = [];
    private readonly HashSet<KeyHandle> _forgottenLater = [];
    private bool _isSweepWhole;

    private void Forget(KeyHandle keys)
    {
        // What waits is opened with them when the end of its SA is a fact.
        if (_byKeys.TryGetValue(keys, out var of) && _paths.TryGetValue(of, out var path)
            && Waits(path))
        {
            _leaving.Add(of);
            _forgottenLater.Add(keys);
            return;
        }

        _sealers.Remove(keys);
        _reigns.Forget(keys);
        _keys.Forget(keys);
        if (_byKeys.Remove(keys, out var spi))
        {
            _leaving.Add(spi);
        }
    }

    private void Expect(Items<Change> changes)
    {
        foreach (var change in changes)
        {
            switch (change)
            {
                case Change.ChildDown(var spi):
                    _leaving.Add(spi);
                    break;
                case Change.IkeDown(var ike):
                    _leavingIkes.Add(ike);
                    break;
                case Change.IkeRekeyed(_, var next):
                    _comingIkes.Add(next.Id);
                    break;
                default:
                    break;
            }
        }
    }

    private void Sweep()
    {
        if (!_isSweepWhole && _leaving.Count + _leavingIkes.Count + _comingIkes.Count == 0)
        {
            return;
        }

        var sas = _state.Replication.Replica.Sas;
        var changed = _leavingIkes.RemoveWhere(ike => !sas.Ikes.TryFind(ike.Key, out _))
            + _comingIkes.RemoveWhere(ike => sas.Ikes.TryFind(ike.Key, out _));
        if (_isSweepWhole || changed > 0)
        {
            SweepMoves();
            _exchanges.Sweep(ike => Known(ike) is not null);
        }

        IEnumerable<Spi> looked = _isSweepWhole || changed > 0 ? _paths.Keys : _leaving;
        foreach (var spi in looked.ToArray())
        {
            if (!_paths.TryGetValue(spi, out var path))
            {
                continue;
            }

            if (RowOf(path) is { } child)
            {
                path.Sa = child;
            }
            else if (Waits(path))
            {
                HandOn(path);
                CountUsable(path.Remote);
                if (_stage.Options.Mischief.HasFlag(Mischief.TakesRestEarly))
                {
                    path.End();
                    LetIn(path);
                }
            }
            else
            {
                Leave(path);
            }
        }

        _leaving.RemoveWhere(spi => !sas.Children.TryFind(spi.Value, out _));
        _isSweepWhole = false;
    }

    private bool Waits(DataPath path) =>
        path.Waiting.Packets.Count > 0 && Reigns && Known(path.Sa.Ike) is not null;

    private void Leave(DataPath path)
    {
        HandOn(path);
        Remove(path.Sa.Inbound);
        CountUsable(path.Remote);
        if (_forgottenLater.Remove(path.Sa.Keys))
        {
            Forget(path.Sa.Keys);
        }
    }

    private void ForgetLate()
    {
        foreach (var keys in _forgottenLater.ToArray())
        {
            _forgottenLater.Remove(keys);
            Forget(keys);
        }
    }

    private ChildSa? RowOf(DataPath path) =>
        _state.Replication.Replica.Sas.Children.TryFind(path.Sa.Inbound.Value, out var child)
        && path.Sa.Born == child.Born
            ? child
            : null;
}

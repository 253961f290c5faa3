using Holdfast.StateMachines.Replication;

namespace Holdfast.Gateway.Isakmp;

/// <summary>The numbers of answers of quick modes: message IDs of IKEv1 are drawn, and facts have
/// them in a row, within a window. Of two that wait to be facts each has its own; whoever finds
/// none in the window waits for one before it, for the log would refuse it, and its peer would be
/// answered by nobody.</summary>
/// <param name="known">An ISAKMP SA as the facts have it; null: it is gone.</param>
internal sealed class AnswerNumbers(Func<IkeSaId, IkeSa?> known)
{
    private readonly HashSet<(IkeSaId Ike, uint Number)> _open = [];
    private readonly Dictionary<IkeSaId, Queue<Action<uint?>>> _later = [];

    /// <summary>The next one of an ISAKMP SA, until it is settled.</summary>
    /// <param name="ike">The SA.</param>
    /// <param name="then">Hears it, at once or later; null: the SA is gone.</param>
    public void Take(IkeSaId ike, Action<uint?> then)
    {
        if (!_later.TryGetValue(ike, out var later))
        {
            _later.Add(ike, later = []);
        }

        later.Enqueue(then);
        GoOn(ike, later);
    }

    /// <summary>It is in a fact, or in none.</summary>
    public void Settled(IkeSaId ike, uint number)
    {
        _open.Remove((ike, number));
        if (_later.TryGetValue(ike, out var later))
        {
            GoOn(ike, later);
        }
    }

    /// <summary>A reign begins.</summary>
    public void Clear()
    {
        _open.Clear();
        _later.Clear();
    }

    private void GoOn(IkeSaId ike, Queue<Action<uint?>> later)
    {
        while (later.Count > 0)
        {
            var number = default(uint?);
            if (known(ike) is { } row && !TryTake(row, out number))
            {
                return;
            }

            later.Dequeue()(number);
        }

        if (_later.GetValueOrDefault(ike) == later)
        {
            _later.Remove(ike);
        }
    }

    private bool TryTake(IkeSa ike, out uint? number)
    {
        for (var at = ike.NextExpected; at - ike.NextExpected < ike.ReceiveWindow; at++)
        {
            if (ike.Responses.All(one => one.Id != at) && _open.Add((ike.Id, at)))
            {
                number = at;
                return true;
            }
        }

        number = null;
        return false;
    }
}

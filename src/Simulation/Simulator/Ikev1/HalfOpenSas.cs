using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Simulator.Ikev1;

/// <summary>
/// ISAKMP SAs of which no more is known than that somebody proposed one: they live and die with one
/// member, and are bounded. IKEv1 has no cookie that would have to come back first.
/// </summary>
internal sealed class HalfOpenSas
{
    /// <summary>More there never are.</summary>
    public const int Max = 1_024;

    /// <summary>So long one is half open.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromSeconds(30);

    private readonly Dictionary<IkeSpi, IkeSpi> _responders = [];
    private readonly Queue<(IkeSpi Initiator, IkeSpi Responder, Instant Until)> _ages = new();

    /// <summary>How many there are.</summary>
    public int Count => _responders.Count;

    /// <summary>The cookie with which somebody is answered, the same as before where it asks again;
    /// null: there is no room.</summary>
    public IkeSpi? Answer(IkeSpi initiator, Func<IkeSpi> draw, Instant now)
    {
        Forget(now);
        if (_responders.TryGetValue(initiator, out var known))
        {
            return known;
        }

        if (_responders.Count >= Max)
        {
            return null;
        }

        var responder = _responders[initiator] = draw();
        _ages.Enqueue((initiator, responder, now + Lasts));
        return responder;
    }

    /// <summary>One is half open no more.</summary>
    public void Done(IkeSpi initiator) => _responders.Remove(initiator);

    private void Forget(Instant now)
    {
        while (_ages.TryPeek(out var oldest) && oldest.Until <= now)
        {
            // One that is done may have come again since.
            _ages.Dequeue();
            if (_responders.GetValueOrDefault(oldest.Initiator) == oldest.Responder)
            {
                _responders.Remove(oldest.Initiator);
            }
        }
    }
}

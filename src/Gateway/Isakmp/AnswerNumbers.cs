using Holdfast.StateMachines.Replication;

namespace Holdfast.Gateway.Isakmp;

/// <summary>The numbers of answers of quick modes: message IDs of IKEv1 are drawn, and facts have
/// them in a row. Of two that wait to be facts each has its own.</summary>
internal sealed class AnswerNumbers
{
    private readonly HashSet<(IkeSaId Ike, uint Number)> _waiting = [];

    /// <summary>The next one of an ISAKMP SA, until it is settled.</summary>
    public uint Take(IkeSa ike)
    {
        var number = ike.NextExpected;
        while (ike.Responses.Any(one => one.Id == number) || !_waiting.Add((ike.Id, number)))
        {
            number++;
        }

        return number;
    }

    /// <summary>It is in a fact, or in none.</summary>
    public void Settled(IkeSaId ike, uint number) => _waiting.Remove((ike, number));

    /// <summary>A reign begins.</summary>
    public void Clear() => _waiting.Clear();
}

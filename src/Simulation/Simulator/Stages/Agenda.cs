using Holdfast.StateMachines;

namespace Holdfast.Simulation.Simulator;

/// <summary>
/// What is to happen, by time; of one instant in the order in which it was planned. Law: time moves
/// only here, and only to the next thing that happens.
/// </summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<Action, (long At, ulong Sequence)> _due = new();
    private ulong _sequence;

    /// <summary>The time of the world.</summary>
    public Instant Now { get; private set; }

    /// <summary>How much has happened.</summary>
    public long Events { get; private set; }

    /// <summary>Plans something; never before now.</summary>
    public void At(Instant at, Action happening) =>
        _due.Enqueue(happening, (Math.Max(at.Ticks, Now.Ticks), ++_sequence));

    /// <summary>Plans something after a time.</summary>
    public void After(TimeSpan time, Action happening) => At(Now + time, happening);

    /// <summary>Lets everything happen up to an instant.</summary>
    public void RunTo(Instant end)
    {
        while (_due.TryPeek(out _, out var next) && next.At <= end.Ticks)
        {
            var happening = _due.Dequeue();
            Now = new(next.At);
            Events++;
            happening();
        }

        Now = end;
    }
}

using Holdfast.Simulation.Faults;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Network;

/// <summary>A fault that changes what becomes of messages, while it lasts.</summary>
/// <param name="fault">The fault.</param>
/// <param name="which">The messages it is about.</param>
/// <param name="from">When it began.</param>
internal sealed class Impairment(Fault fault, MessageChoice which, Instant from)
{
    private int _left = which.Count;

    public Fault Fault => fault;

    public Instant Until { get; } = from + which.For;

    /// <summary>Messages that are kept, to be sent last first.</summary>
    public List<Action> Kept { get; } = [];

    public bool IsOver(Instant now) => _left <= 0 || now > Until;

    /// <summary>Whether a message is one of them, before chance is asked.</summary>
    public bool IsAbout(
        string sender, string receiver, string segment, MessageKind? kind, int octets) =>
        Frame.IsOf(kind, which.Kind)
        && (which.From is null || which.From == sender)
        && (which.To is null || which.To == receiver)
        && (which.On is null || which.On == segment)
        && octets > which.LargerThan;

    public int ChancePpm => which.ChancePpm;

    /// <summary>One message is spent on it.</summary>
    public void Spend() => _left--;
}

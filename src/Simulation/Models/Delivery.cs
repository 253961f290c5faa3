namespace Holdfast.Simulation.Models;

/// <summary>How what a member puts out comes to the others.</summary>
public abstract record Delivery
{
    private Delivery()
    {
    }

    /// <summary>
    /// Within the event that sends it, and so do the answers: first sent, first delivered.
    /// </summary>
    public sealed record AtOnce : Delivery;

    /// <summary>Each way from one member to another keeps what was sent until it arrives.</summary>
    /// <param name="Capacity">
    /// How many messages a way holds, 1 to 32; one more takes the place of the oldest.
    /// </param>
    public sealed record Ways(int Capacity) : Delivery
    {
        /// <summary>Units of time that a message needs at least.</summary>
        public int DelayMin { get; init; }

        /// <summary>Units of time after which it is delivered before time goes on; null: none.
        /// </summary>
        public int? DelayMax { get; init; }

        /// <summary>Whether messages arrive in the order in which they were sent.</summary>
        public bool IsOrdered { get; init; } = true;

        /// <summary>
        /// Whether each way is a stream: what is under way to a member goes with it when it goes,
        /// since a connection ends with the start that it leads to; and there is always room, so a
        /// world with more messages under way than ways hold is wrong, and says so. Else whoever
        /// takes the place of a receiver hears what was under way.
        /// </summary>
        public bool IsStream { get; init; }

        /// <summary>Whether a message may be lost.</summary>
        public Allowance Loss { get; init; } = Allowance.Never;

        /// <summary>Whether a message may arrive and be there still.</summary>
        public Allowance Doubling { get; init; } = Allowance.Never;
    }
}

/// <summary>How often something may happen.</summary>
/// <param name="Budget">
/// Index of the budget that it is taken from; <see cref="Free"/> costs nothing.
/// </param>
public readonly record struct Allowance(int Budget)
{
    /// <summary>As often as it likes.</summary>
    public static Allowance Free => new(-1);

    /// <summary>Not at all.</summary>
    public static Allowance Never => new(-2);

    /// <summary>Whether it may happen at all.</summary>
    public bool IsThere => Budget >= -1;
}

using Holdfast.StateMachines;

namespace Outside;

/// <summary>An event loop: what was put off to an instant, and machines with deadlines.</summary>
internal sealed class Loop
{
    private readonly PriorityQueue<Action, (Instant At, int Order)> _events = new();
    private readonly List<(Func<Instant?> Due, Action Tick)> _machines = [];
    private int _order;

    public Instant Now { get; private set; } = Instant.Zero;

    public void Watch(Func<Instant?> due, Action tick) => _machines.Add((due, tick));

    public void In(int milliseconds, Action what) => _events.Enqueue(
        what, (Now + TimeSpan.FromMilliseconds(milliseconds), _order++));

    public void Say(string what) => Console.WriteLine($"{Now,8}  {what}");

    /// <summary>Goes on to whatever is first, an event or a deadline; the clock jumps.</summary>
    public void Run(Instant until)
    {
        while (true)
        {
            var (due, tick) = _machines.Select(one => (Due: one.Due() ?? until, one.Tick))
                .MinBy(one => one.Due);
            var isEvent = _events.TryPeek(out var what, out var at) && at.At <= due;
            var next = isEvent ? at.At : due;
            if (next >= until)
            {
                return;
            }

            Now = Instant.Latest(Now, next);
            if (isEvent)
            {
                _events.Dequeue();
            }

            (isEvent ? what! : tick)();
        }
    }
}

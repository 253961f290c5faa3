using System.Runtime.ExceptionServices;

namespace Holdfast.Simulation.Explorer;

#pragma warning disable RS0030 // Threads: the result does not depend on their number.
// Each works on what is its own between two points where all meet, and what they found is joined in
// one order.

/// <summary>Threads that do the same work on different parts, and wait for each other.</summary>
/// <remarks>
/// A search of many small layers meets thousands of times, and to wake a thread takes longer than
/// many a part: whoever waits looks again and again for a while, and only then sleeps.
/// </remarks>
internal sealed class Crew : IDisposable
{
    // Some 200 µs.
    private const int Looks = 200;
    private const int SpinsOfLook = 30;

    private readonly object _gate = new();
    private readonly Thread[] _threads;
    private readonly Exception?[] _failures;
    private Action<int>? _work;
    private int _round;
    private int _working;

    /// <param name="size">How many work; the caller is one of them.</param>
    public Crew(int size)
    {
        Size = size;
        _failures = new Exception?[size];
        _threads = [.. Enumerable.Range(1, size - 1).Select(Hire)];
    }

    /// <summary>How many work.</summary>
    public int Size { get; }

    /// <summary>Does a work with the numbers from 0 to one less than the size.</summary>
    /// <param name="work">The work.</param>
    /// <param name="isSmall">Whether it is less than to wait for each other.</param>
    public void Do(Action<int> work, bool isSmall = false)
    {
        if (Size == 1 || isSmall)
        {
            for (var number = 0; number < Size; number++)
            {
                work(number);
            }

            return;
        }

        Call(work);
        Try(0);
        Await(() => Volatile.Read(ref _working) == 0);
        foreach (var failure in _failures)
        {
            if (failure is not null)
            {
                ExceptionDispatchInfo.Throw(failure);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Call(null);
        foreach (var thread in _threads)
        {
            thread.Join();
        }
    }

    private Thread Hire(int number)
    {
        var thread = new Thread(() => Serve(number)) { IsBackground = true };
        thread.Start();
        return thread;
    }

    private void Serve(int number)
    {
        for (var round = 1; ; round++)
        {
            var next = round;
            Await(() => Volatile.Read(ref _round) == next);
            if (_work is null)
            {
                return;
            }

            Try(number);
            lock (_gate)
            {
                _working--;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private void Call(Action<int>? work)
    {
        lock (_gate)
        {
            _work = work;
            _working = Size - 1;
            _round++;
            Monitor.PulseAll(_gate);
        }
    }

    private void Await(Func<bool> isSo)
    {
        for (var look = 0; look < Looks; look++)
        {
            if (isSo())
            {
                return;
            }

            Thread.SpinWait(SpinsOfLook);
        }

        lock (_gate)
        {
            while (!isSo())
            {
                Monitor.Wait(_gate);
            }
        }
    }

    private void Try(int number)
    {
        try
        {
            _work!(number);
        }
        catch (Exception failure)
        {
            _failures[number] = failure;
        }
    }
}

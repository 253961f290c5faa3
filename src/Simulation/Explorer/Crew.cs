using System.Runtime.ExceptionServices;

namespace Holdfast.Simulation.Explorer;

#pragma warning disable RS0030 // Threads: the result does not depend on their number.
// Each works on what is its own between two points where all meet, and what they found is joined in
// one order.

/// <summary>Threads that do the same work on different parts, and wait for each other.</summary>
internal sealed class Crew : IDisposable
{
    private readonly Barrier _barrier;
    private readonly Thread[] _threads;
    private readonly Exception?[] _failures;
    private Action<int>? _work;

    /// <param name="size">How many work; the caller is one of them.</param>
    public Crew(int size)
    {
        Size = size;
        _barrier = new(size);
        _failures = new Exception?[size];
        _threads = [.. Enumerable.Range(1, size - 1).Select(Hire)];
    }

    /// <summary>How many work.</summary>
    public int Size { get; }

    /// <summary>Does a work with the numbers from 0 to one less than the size.</summary>
    public void Do(Action<int> work)
    {
        if (Size == 1)
        {
            work(0);
            return;
        }

        _work = work;
        _barrier.SignalAndWait();
        Try(0);
        _barrier.SignalAndWait();
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
        _work = null;
        if (Size > 1)
        {
            _barrier.SignalAndWait();
            foreach (var thread in _threads)
            {
                thread.Join();
            }
        }

        _barrier.Dispose();
    }

    private Thread Hire(int number)
    {
        var thread = new Thread(() => Serve(number)) { IsBackground = true };
        thread.Start();
        return thread;
    }

    private void Serve(int number)
    {
        while (true)
        {
            _barrier.SignalAndWait();
            if (_work is null)
            {
                return;
            }

            Try(number);
            _barrier.SignalAndWait();
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

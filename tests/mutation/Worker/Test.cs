using Xunit.Abstractions;

namespace Holdfast.Tests.Mutation;

/// <summary>A test, or a theory with all its rows.</summary>
internal sealed class Test(ITestCase one, ITestFrameworkExecutor executor)
{
    public string Name => one.TestMethod.Method.Name;

    /// <summary>Why it failed; none: it passed.</summary>
    public string? Run()
    {
        string? why = null;
        using var done = new ManualResetEventSlim();
        var heard = new Heard(message =>
        {
            switch (message)
            {
                case IFailureInformation failed:
                    why ??= $"{failed.ExceptionTypes.FirstOrDefault()}: "
                        + failed.Messages.FirstOrDefault();
                    break;
                case ITestAssemblyFinished:
                    done.Set();
                    break;
            }
        });
        executor.RunTests([one], heard, new Options());
        done.Wait();
        return why;
    }
}

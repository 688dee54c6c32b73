"""Handwritten digits, read row by row by a bidirectional LSTM.

Train:  python digits.py --mode=train --model=model/digits.ckpt
Test:   python digits.py --model=model/digits.ckpt
"""
import json
import os

import numpy as np
import tf1compat.v1 as tf

tf.disable_v2_behavior()

here = os.path.dirname(os.path.abspath(__file__))

flags = tf.app.flags
flags.DEFINE_string('mode', 'test', 'train or test')
flags.DEFINE_string('model', os.path.join(here, 'trained', 'digits.ckpt'), 'checkpoint to use')
flags.DEFINE_string('results', '', 'JSON file for the results on the test data')
flags.DEFINE_integer('num_units', 24, 'units of the LSTM in each direction')
flags.DEFINE_integer('batch_size', 32, 'images per step')
flags.DEFINE_integer('epochs', 100, 'passes over the training data')
flags.DEFINE_float('learning_rate', 0.005, 'learning rate of Adam')
flags.DEFINE_float('keep_prob', 0.8, 'probability of keeping a feature, in training')
FLAGS = flags.FLAGS

NUM_ROWS, NUM_PIXELS, NUM_CLASSES = 8, 8, 10


class DigitReader(object):
    def __init__(self, num_units):
        self.images = tf.placeholder(tf.float32, [None, NUM_ROWS, NUM_PIXELS], name='images')
        self.lengths = tf.placeholder(tf.int32, [None], name='lengths')
        self.labels = tf.placeholder(tf.int32, [None], name='labels')
        self.keep_prob = tf.placeholder_with_default(1.0, [], name='keep_prob')

        with tf.variable_scope('reader'):
            cell_fw = self.dropout(tf.nn.rnn_cell.LSTMCell(num_units))
            cell_bw = self.dropout(tf.nn.rnn_cell.LSTMCell(num_units))
            outputs, _ = tf.nn.bidirectional_dynamic_rnn(
                cell_fw, cell_bw, self.images, sequence_length=self.lengths, dtype=tf.float32)

        # The outputs past the end of an image are zero, so this is the mean over its rows.
        rows = tf.concat(outputs, axis=2)
        features = tf.reduce_sum(rows, axis=1) / tf.cast(self.lengths, tf.float32)[:, None]

        with tf.variable_scope('softmax'):
            weights = tf.get_variable('weights', [2 * num_units, NUM_CLASSES])
            biases = tf.get_variable('biases', [NUM_CLASSES], initializer=tf.zeros_initializer())
            self.logits = tf.nn.xw_plus_b(features, weights, biases, name='logits')

        self.loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(
            labels=self.labels, logits=self.logits))
        self.train_op = tf.train.AdamOptimizer(FLAGS.learning_rate).minimize(
            self.loss, global_step=tf.train.get_or_create_global_step())
        self.saver = tf.train.Saver()

    def dropout(self, cell):
        return tf.nn.rnn_cell.DropoutWrapper(cell, output_keep_prob=self.keep_prob)


def load(split):
    data = np.load(os.path.join(here, 'digits.npz'))
    images = data[split + '_images'].astype(np.float32) / 16
    return images, data[split + '_lengths'], data[split + '_labels']


def train(sess, model):
    images, lengths, labels = load('train')
    rng = np.random.RandomState(0)
    for epoch in range(FLAGS.epochs):
        order = rng.permutation(len(labels))
        losses = []
        for start in range(0, len(order), FLAGS.batch_size):
            batch = order[start:start + FLAGS.batch_size]
            _, loss = sess.run([model.train_op, model.loss], {
                model.images: images[batch],
                model.lengths: lengths[batch],
                model.labels: labels[batch],
                model.keep_prob: FLAGS.keep_prob,
            })
            losses.append(loss)
        print('epoch %d: loss %.4f' % (epoch + 1, np.mean(losses)))
    print('saved', model.saver.save(sess, FLAGS.model))


def test(sess, model):
    images, lengths, labels = load('test')
    logits = sess.run(model.logits, {model.images: images, model.lengths: lengths})
    predicted = np.argmax(logits, axis=1)
    right = int(np.sum(predicted == labels))
    print('held-back accuracy: %.4f (%d of %d)' % (right / float(len(labels)), right, len(labels)))
    if FLAGS.results:
        with open(FLAGS.results, 'w') as f:
            json.dump({
                'tensorflow': tf.__version__,
                'right': right,
                'predicted': predicted.tolist(),
                'logits': [[float('%.9g' % x) for x in row] for row in logits],
            }, f)


def main(_):
    tf.set_random_seed(1)
    model = DigitReader(FLAGS.num_units)
    with tf.Session() as sess:
        if FLAGS.mode == 'train':
            sess.run(tf.global_variables_initializer())
            train(sess, model)
        else:
            model.saver.restore(sess, FLAGS.model)
        test(sess, model)


if __name__ == '__main__':
    tf.app.run()
